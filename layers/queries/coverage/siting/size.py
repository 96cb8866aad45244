"""How long a choice of sites is expected to take."""

from layers.people.store import find_population
from layers.queries.coverage.place import place_of
from layers.queries.coverage.question import Method
from layers.queries.coverage.siting.candidates import find_candidates
from layers.queries.coverage.siting.nearness import nearness_of
from layers.queries.coverage.siting.question import SitingMethod, SitingQuestion
from layers.queries.coverage.siting.versions import siting_versions
from layers.queries.coverage.stages import Stage

LEAST_S = 0.1
A_PAIR_S = {
    SitingMethod.LSCP: 1e-7,
    SitingMethod.MCLP: 1e-7,
    SitingMethod.SERVED: 1.5e-6,
    SitingMethod.PMEDIAN: 1.5e-6,
    SitingMethod.PCENTRE: 3e-6,
}
"""Of a cell and a candidate; measured with 5,000 cells and 500 candidates."""
A_WALK_S = 1e-5
"""Of a cell and a candidate, where every way on foot is found."""


def expected_s(question: SitingQuestion) -> dict[Stage, float]:
    """Return about how many seconds each stage takes, by the cells of the place and the candidates there."""
    coverage = question.coverage
    population = find_population(coverage.population)
    if population is None:
        return {}
    place = place_of(coverage, population, siting_versions(question, population).versions)
    upgrades = question.upgrades
    more = len(place.cells) if upgrades.each_persons else len(upgrades.by_code)
    pairs = len(place.cells) * (len(find_candidates(question, place.outline).candidates) + min(more, 1000))
    by_distance = question.method in (SitingMethod.PMEDIAN, SitingMethod.PCENTRE)
    chosen = min(pairs, nearness_of(coverage).most_pairs) if by_distance else pairs
    chosen_s = chosen * A_PAIR_S[question.method]
    walks = coverage.method is Method.TRAVEL_TIME
    return {
        Stage.PEOPLE: LEAST_S / 10,
        Stage.SITES: LEAST_S / 10,
        Stage.WALKING if walks else Stage.REACH: LEAST_S / 10 + (pairs * A_WALK_S if walks else chosen_s / 10),
        Stage.GAINS: LEAST_S / 10 + chosen_s / 5 + (chosen * A_WALK_S if walks and by_distance else 0.0),
        Stage.CHOOSING: LEAST_S / 2 + chosen_s / 2,
        Stage.CURVE: LEAST_S / 10 + chosen_s / 5,
    }
