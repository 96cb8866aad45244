"""Making the plan: what is in time, how it is chosen, what is short, and who could still bring it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from layers.errors import Fault, InvalidInputError
from layers.labels import BothLanguages, L
from layers.queries.fill.need import Choice, NearestSource, Need, NeededItem, Plan, Share, Shortfall
from layers.queries.fill.offers import Givers, Offers, draw, lightest_haul_first, totals
from layers.queries.fill.program import fewest_givers
from layers.queries.fill.sources import Sources, find_sources
from layers.queries.supply.columns import Whole
from layers.reference import Kind
from layers.travel.times import TravelTimes, travel_times


def plan_fill(need: Need, *, travel: TravelTimes = travel_times) -> Plan:
    """Plan how depots fill a need together. Nothing is reserved.

    Parameters
    ----------
    need
        A deadline counts from now, the limit included; loading and travel must fit in it.
    travel
        Where the times come from; as long as no road engine answers, an estimate.

    Returns
    -------
    Plan
        Shares in the order of arrival. What cannot be had in time is short; as much as can be had is planned all the
        same, whatever the choice.

    Raises
    ------
    InvalidInputError
        For the least tonne-kilometres, when a kind that could be drawn on has no unit mass: each is named.
    """
    sources = find_sources(need, travel)
    givers, offers = sources.givers, sources.offers
    in_time = np.ones(len(offers), bool)
    if need.deadline_s is not None:
        in_time = givers.arrive_s[offers.giver] <= need.deadline_s
    late = offers.only(~in_time)
    excluded = {**sources.excluded, "too_late": len(np.unique(late.giver))}
    offers = offers.only(in_time)
    taken, gap = _choose(need, sources, offers)
    drawn = totals(taken, offers, len(need.items))
    return Plan(
        need,
        tuple(_shares(sources, offers, taken)),
        tuple(_shortfalls(need.items, drawn, late, givers)),
        {reason: count for reason, count in excluded.items() if count},
        gap,
        _units(need.items, sources.kinds),
        sources.freshness,
    )


def _choose(need: Need, sources: Sources, offers: Offers) -> tuple[Whole, float]:
    """Draw on the offers, all in time, as the need says; and how far that may be from the best."""
    needs = [item.thousandths for item in need.items]
    if need.choose is Choice.LEAST_TONNE_KM:
        masses = _masses(offers, sources.kinds)
        return draw(needs, offers, lightest_haul_first(offers, sources.givers, masses)), 0.0
    soonest = draw(needs, offers)
    if need.choose is Choice.EARLIEST:
        return soonest, 0.0
    cover = fewest_givers(totals(soonest, offers, len(needs)), offers, sources.givers.arrive_s)
    chosen = np.flatnonzero(np.isin(offers.giver, list(cover.givers)))
    return draw(needs, offers, chosen), cover.gap


def _masses(offers: Offers, kinds: Mapping[int, Kind]) -> dict[int, float]:
    """The unit mass of every kind that could be drawn on; those without one are named."""
    offered = {(int(need), int(kind)) for need, kind in np.unique([offers.need, offers.kind], axis=1).T}
    unknown = sorted((need, kinds[kind].key) for need, kind in offered if kinds[kind].unit_mass_kg is None)
    if unknown:
        detail = L(
            "“{item}” has no unit mass in the catalogue, so its tonne-kilometres are not known.",
            "物资目录中“{item}”没有单件质量，无法计算吨公里。",
        )
        faults = (Fault(detail.format(item=key), pointer=f"/items/{need}") for need, key in unknown)
        raise InvalidInputError(*faults)
    return {kind: mass for _, kind in offered if (mass := kinds[kind].unit_mass_kg) is not None}


def _shares(sources: Sources, offers: Offers, taken: Whole) -> Iterable[Share]:
    """What is taken, in the order of arrival."""
    for row in np.flatnonzero(taken).tolist():
        kind = sources.kinds[int(offers.kind[row])]
        yield Share(sources.givers.giver(int(offers.giver[row])), int(offers.need[row]), kind, int(taken[row]))


def _shortfalls(items: Sequence[NeededItem], drawn: Sequence[int], late: Offers, givers: Givers) -> Iterable[Shortfall]:
    for place, item in enumerate(items):
        missing = item.thousandths - drawn[place]
        if missing > 0:
            yield Shortfall(item, missing, _nearest_source(late.only(late.need == place), givers))


def _nearest_source(late: Offers, givers: Givers) -> NearestSource | None:
    """The soonest depot beyond the deadline, with all kinds that it could give."""
    if not len(late):
        return None
    first = late.giver[0]
    return NearestSource(givers.giver(int(first)), int(late.spare[late.giver == first].sum()))


def _units(items: Sequence[NeededItem], kinds: Mapping[int, Kind]) -> dict[str, BothLanguages | None]:
    """The unit that all kinds beneath each item share; None where they differ. Groups without a unit do not count."""
    units: dict[str, BothLanguages | None] = {}
    for item in items:
        found = {(unit["zh"], unit["en"]): unit for pk in item.group.ids if (unit := kinds[pk].unit)["zh"]}
        units[item.group.key] = next(iter(found.values())) if len(found) == 1 else None
    return units
