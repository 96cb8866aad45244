"""Which people and townships depots of some levels reach within a delivery clock, loading included."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from layers.functions import Latitude, Longitude
from layers.models import Area, AreaLevel
from layers.people.cells import Cells
from layers.queries.clocks.judge import clocks_in_force
from layers.queries.clocks.question import Clock
from layers.queries.coverage.distances import is_covered
from layers.queries.coverage.place import Place
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.targets.table import Target
from layers.queries.coverage.targets.verdicts import Verdict, share_verdict, undefined
from layers.queries.coverage.walking import reach_by_travel
from layers.steps import Step, part, unheeded
from layers.travel.legs import Basis
from layers.travel.vehicle import Vehicle, vehicle_in_force

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Townships:
    """Towns as places: their seats, or points inside them."""

    lineages: Sequence[Sequence[str]]
    cells: Cells
    without_point: int


def tier_share(
    target: Target, areas: Sequence[Area], place: Place | None, depots: Any, step: Step = unheeded, *, by_road: bool
) -> list[Verdict]:
    """Hold the share of people that depots reach in time against the target, area by area.

    Parameters
    ----------
    depots
        Rows of depots that may serve; those of the clock's levels count, whatever they hold.
    step
        Told the share of the ways by road that is found; what it raises ends the work.
    by_road
        Whether trucks go by road where roads are known; else straight line × detour ÷ speed.

    Returns
    -------
    list of Verdict
        In the order of the areas; each tells how many townships beneath it are reached, at their seats.
    """
    clock = next((one for one in clocks_in_force() if one.key == target.clock), None)
    share = target.limit
    if clock is None:
        return [undefined("no_clock", limit=share) for _ in areas]
    vehicle = vehicle_in_force({})
    sites = _sites(depots, clock, vehicle)
    towns = _townships(areas)
    reached, basis = _reached(towns.cells, sites, vehicle, part(step, 0.0, 0.1), by_road=by_road)
    people = _people(place, sites, vehicle, part(step, 0.1, 1.0), by_road=by_road)
    verdicts = []
    for area in areas:
        details: dict[str, Any] = {**_count(area, towns, reached), "within_s": clock.within_s, "basis": basis}
        if area.code in people:
            verdicts.append(share_verdict(*people[area.code], share, **details))
        else:
            why = "no_outline" if place is None or area.geom is None else "no_population"
            verdicts.append(undefined(why, limit=share, **details))
    return verdicts


def _people(
    place: Place | None, sites: Sites, vehicle: Vehicle, step: Step, *, by_road: bool
) -> dict[str, tuple[float, float]]:
    """By code of areas with an outline, the people and those reached in time; nothing without a population."""
    if place is None or place.people is None:
        return {}
    reached, _ = _reached(place.cells, sites, vehicle, step, by_road=by_road)
    persons = place.cells.persons
    totals = (place.shares.totals(one).tolist() for one in (persons, persons * reached))
    rows = zip(place.rows, *totals, strict=True)
    return {area.code: (people, in_time) for area, people, in_time in rows if area.geom is not None}


def _sites(depots: Any, clock: Clock, vehicle: Vehicle) -> Sites:
    """Depots of the clock's levels with the seconds that are left for the way; those that load too long left out."""
    rows = depots.filter(level__in=clock.levels) if clock.levels else depots
    names = ("code", "lon", "lat", "loading_minutes")
    found = list(rows.annotate(lon=Longitude("geom"), lat=Latitude("geom")).values_list(*names))
    minutes = [vehicle.loading_minutes if row[3] is None else row[3] for row in found]
    left_s = clock.within_s - np.round(60 * np.array(minutes, float))
    lons, lats = (np.array([row[at] for row in found], float) for at in (1, 2))
    sites = Sites(tuple(row[0] for row in found), lons, lats, np.full(len(found), np.nan), left_s)
    return sites.take(np.flatnonzero(left_s >= 0))


def _reached(cells: Cells, sites: Sites, vehicle: Vehicle, step: Step, *, by_road: bool) -> tuple[Mask, str]:
    """Which places a truck reaches in the seconds left, the limit included.

    An estimate is metres × detour ÷ speed, rounded up, and seconds left are whole: so it is in time if and only if
    the metres are at most seconds × speed ÷ detour, which needs no pair to be looked at.
    """
    if by_road:
        found = reach_by_travel(cells, sites, vehicle, progress=lambda done, total: step(done / total))
        return found.reach.is_covered, found.basis
    metres = sites.limits * vehicle.metres_per_s / vehicle.detour_factor
    within = Sites(sites.codes, sites.lons, sites.lats, sites.capacity_persons, metres)
    return is_covered(cells, within), Basis.ESTIMATE.value


def _townships(areas: Sequence[Area]) -> Townships:
    codes = [area.code for area in areas]
    rows = Area.objects.in_force().filter(level=AreaLevel.TOWN, lineage__overlap=codes).order_by("code")
    found = list(rows.annotate(place=Coalesce("seat", "label_point")).values_list("lineage", "place"))
    known = [(lineage, place) for lineage, place in found if place is not None]
    lons, lats = (np.array([getattr(place, axis) for _, place in known], float) for axis in ("x", "y"))
    return Townships([lineage for lineage, _ in known], Cells(lons, lats, np.ones(len(known))), len(found) - len(known))


def _count(area: Area, towns: Townships, reached: Mask) -> dict[str, int]:
    beneath = np.array([area.code in lineage for lineage in towns.lineages], bool)
    return {"townships": int(beneath.sum()), "townships_reached": int((beneath & reached).sum())}
