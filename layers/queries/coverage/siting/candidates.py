"""Where sites could be: what a question lists, a layer's resources, a grid, and places added at sites of today."""

from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.functions import Latitude, Longitude
from layers.labels import L
from layers.queries.coverage.question import CAPACITY_FIELDS, Capacity
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.siting.grid import grid_points, no_outline
from layers.queries.coverage.siting.question import MAX_CANDIDATES, Candidate, FromLayer, Grid, Listed, SitingQuestion
from layers.queries.question import narrowed


class Found(NamedTuple):
    """The new sites that could be, in the order listed, of codes, or of the grid."""

    candidates: tuple[Candidate, ...]
    n_in_danger: int
    """How many more lie in ground to keep out of, and are none."""


def find_candidates(question: SitingQuestion, outline: BaseGeometry | None) -> Found:
    """Return the new sites that could be, and how many the question keeps out of.

    Parameters
    ----------
    outline
        Of the place asked about; resources and grid points outside are no candidates. None: everywhere.

    Raises
    ------
    InvalidInputError
        For a grid over no outline.
    TooBroadError
        For more than `MAX_CANDIDATES`.
    """
    source = question.source
    if isinstance(source, Listed):
        found = [Candidate(None, one.name, "", one.lon, one.lat, one.capacity_persons) for one in source.sites]
    elif isinstance(source, FromLayer):
        found = _of_layer(source, question, outline)
    elif isinstance(source, Grid):
        found = _of_grid(source, outline)
    else:
        found = []
    if len(found) > MAX_CANDIDATES:
        detail = L("More than {most:,} candidates; narrow them.", "候选点超过 {most:,} 个，请缩小范围。")
        raise TooBroadError(Fault(detail.format(most=MAX_CANDIDATES), pointer="/candidates"))
    danger = question.coverage.filters.get("avoid")
    if not danger or not found:
        return Found(tuple(found), 0)
    inside = danger.holds([one.lon for one in found], [one.lat for one in found]).tolist()
    return Found(tuple(one for one, is_inside in zip(found, inside, strict=True) if not is_inside), sum(inside))


def _of_grid(source: Grid, outline: BaseGeometry | None) -> list[Candidate]:
    if outline is None:
        raise no_outline()
    lons, lats = grid_points(outline, source.spacing_m, most=MAX_CANDIDATES)
    pairs = zip(lons.round(6).tolist(), lats.round(6).tolist(), strict=True)
    return [Candidate(None, f"#{n + 1}", "", lon, lat, None) for n, (lon, lat) in enumerate(pairs)]


def _of_layer(source: FromLayer, question: SitingQuestion, outline: BaseGeometry | None) -> list[Candidate]:
    layer = source.layer
    rows = narrowed(layer.model._default_manager.all(), layer, dict(source.filters)).order_by("code")
    held = CAPACITY_FIELDS.get(question.coverage.capacity, CAPACITY_FIELDS[Capacity.EVACUATION])
    has_places = held in {one.name for one in layer.model._meta.get_fields()}
    rows = rows.annotate(lon=Longitude("geom"), lat=Latitude("geom"))
    names = ("code", "name", "name_en", "lon", "lat", *((held,) if has_places else ()))
    found: list[Any] = list(rows.values_list(*names))
    inside = np.ones(len(found), bool)
    if outline is not None and found:
        shapely.prepare(outline)
        inside = shapely.intersects_xy(outline, [row[3] for row in found], [row[4] for row in found])
    return [
        Candidate(row[0], row[1], row[2], row[3], row[4], _persons(row[5:]))
        for row, is_inside in zip(found, inside.tolist(), strict=True)
        if is_inside
    ]


def _persons(capacity: tuple[int | None, ...]) -> float | None:
    """Of a layer without capacities, or where none is known: None."""
    return None if not capacity or capacity[0] is None else float(capacity[0])


def without_candidates(sites: Sites, question: SitingQuestion, candidates: tuple[Candidate, ...]) -> Sites:
    """Return the sites of today; what is a candidate of the same layer, such as a closed shelter, is none of them."""
    if not isinstance(question.source, FromLayer) or question.source.layer.key != question.coverage.layer.key:
        return sites
    codes = {one.code for one in candidates}
    return sites.take(np.array([place for place, code in enumerate(sites.codes) if code not in codes], int))


def find_upgrades(question: SitingQuestion, sites: Sites) -> tuple[Candidate, ...]:
    """Return the sites of today that could have more places, in their order.

    Raises
    ------
    InvalidInputError
        For codes that are not among the sites.
    """
    upgrades = question.upgrades
    missing = [code for code in upgrades.by_code if code not in frozenset(sites.codes)]
    if missing:
        detail = L("“{code}” is not among the sites that count.", "“{code}”不在所计场所之中。")
        raise InvalidInputError(*(Fault(detail.format(code=code[:64]), pointer="/upgrades") for code in missing))
    found = []
    for place, code in enumerate(sites.codes):
        persons = upgrades.by_code.get(code, upgrades.each_persons)
        if persons:
            lon, lat = float(sites.lons[place]), float(sites.lats[place])
            found.append(Candidate(code, code, "", lon, lat, persons, is_upgrade=True))
    return tuple(found)
