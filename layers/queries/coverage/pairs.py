"""Every pair of a cell and a site in reach, however a question measures it, and what is to be said of that."""

from dataclasses import dataclass

from layers.queries.coverage.answer import Basis
from layers.queries.coverage.distances import reach_by_distance
from layers.queries.coverage.notes import Note
from layers.queries.coverage.place import Place
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Reach, Sites
from layers.queries.coverage.walked import walking_notes, walking_reach
from layers.steps import Step, unheeded


@dataclass(frozen=True)
class Pairs:
    reach: Reach
    basis: Basis
    notes: tuple[Note, ...] = ()


def pairs_of(question: CoverageQuestion, place: Place, sites: Sites, step: Step = unheeded) -> Pairs:
    """Return who reaches which site, by metres or on foot; `step` is told the share of the ways on foot that is found.

    Raises
    ------
    TooBroadError
        For more pairs than one answer holds.
    """
    if question.method is not Method.TRAVEL_TIME:
        return Pairs(reach_by_distance(place.cells, sites), Basis.GEODESIC)
    walked = walking_reach(question, place, sites, step=step)
    return Pairs(walked.reach, Basis(walked.basis), tuple(walking_notes(walked, place)))
