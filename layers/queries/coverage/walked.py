"""Coverage by travel time: a question's reach on foot, kept by all that it depends on, and what is to be said of it."""

import hashlib

import numpy as np

from layers.labels import L
from layers.queries.coverage.kept import Kept, digest
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.place import Place
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.walking import WalkingReach, reach_by_walking, walker
from layers.steps import Step, unheeded
from layers.travel.closures import register
from layers.travel.legs import Basis
from layers.travel.times import roads_in_use

_KEPT: Kept[WalkingReach] = Kept(1 << 27, lambda found: 16 * len(found.reach.costs) + 8 * found.reach.n_cells)


def walking_reach(question: CoverageQuestion, place: Place, sites: Sites, *, step: Step = unheeded) -> WalkingReach:
    """Return who can walk to which site in the question's minutes.

    Parameters
    ----------
    step
        Told the share of the work that is done; what it raises ends the work.

    Notes
    -----
    Kept by cells, sites, minutes, speed, road tiles, closed roads and the ground to keep out of. What a question keeps
    out of is not only no place for a site: no way leads through it.
    """
    vehicle = walker(question.speed_m_s)
    roads = roads_in_use()
    avoid = question.avoid
    key = (
        place.key,
        digest(sites.lons, sites.lats, sites.limits),
        question.speed_m_s,
        roads.version if roads else None,
        register.in_force(vehicle) if roads else (),
        None if avoid is None else hashlib.sha256(avoid.wkb).hexdigest(),
    )
    return _KEPT.get(
        key,
        lambda: reach_by_walking(
            place.cells,
            sites,
            vehicle=vehicle,
            avoid=avoid,
            progress=lambda done, total: step(done / total),
        ),
    )


def walking_notes(found: WalkingReach, place: Place) -> list[Note]:
    """Return what a reader has to know of times on foot."""
    notes = []
    if estimates := found.asked.get(Basis.ESTIMATE, 0):
        text = L(
            "{n:,} of {total:,} ways are estimates, for no road is known there: {people:,.0f} people are in reach by "
            "an estimate alone.",
            "{total:,} 条路径中 {n:,} 条为估算（当地无路网数据）：其中 {people:,.0f} 人仅凭估算在范围内。",
        )
        people = float(place.persons[found.by_estimate_alone].sum())
        notes.append(note("by_estimate", text, n=estimates, total=sum(found.asked.values()), people=people))
    if cut_off := found.asked.get("no_road", 0):
        text = L(
            "No way on foot joins {n:,} of {total:,} pairs of a cell and a site.",
            "{total:,} 对单元与场所中，{n:,} 对之间无步行通路。",
        )
        notes.append(note("no_road", text, n=cut_off, total=sum(found.asked.values())))
    return notes


def as_the_crow_flies(sites: Sites, speed_m_s: float) -> Sites:
    """Return the sites with the metres that can be walked in their seconds along a straight line."""
    return Sites(sites.codes, sites.lons, sites.lats, sites.capacity_persons, np.asarray(sites.limits * speed_m_s))
