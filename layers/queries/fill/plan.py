"""Making the plan: what is in time, how it is chosen, what is short, and who could still bring it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from layers.errors import Fault, InvalidInputError
from layers.labels import BothLanguages, L
from layers.queries.fill.drawing import draw, lightest_haul_first, soonest_first, totals
from layers.queries.fill.need import Choice, NearestSource, Need, NeededItem, Offer, Plan, Share, Shortfall
from layers.queries.fill.program import fewest_givers
from layers.queries.fill.sources import find_sources, read_kinds
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
    offers = [offer for offer in sources.offers if offer.giver.arrives_by(need.deadline_s)]
    late = [offer for offer in sources.offers if not offer.giver.arrives_by(need.deadline_s)]
    excluded = Counter(sources.excluded)
    excluded["too_late"] = len({offer.giver.code for offer in late})
    shares, gap = choose(need, offers)
    return Plan(
        need,
        tuple(sorted(shares, key=lambda share: (soonest_first(share.offer), share.offer.need))),
        tuple(_shortfalls(need.items, totals(shares, len(need.items)), late)),
        {reason: count for reason, count in excluded.items() if count},
        gap,
        _units(need.items),
    )


def choose(need: Need, offers: Sequence[Offer]) -> tuple[list[Share], float]:
    """Draw on the offers, all in time and soonest first, as the need says; and how far that may be from the best."""
    needs = [item.thousandths for item in need.items]
    if need.choose is Choice.LEAST_TONNE_KM:
        _require_masses(need, offers)
        return draw(needs, sorted(offers, key=lightest_haul_first)), 0.0
    soonest = draw(needs, offers)
    if need.choose is Choice.EARLIEST:
        return soonest, 0.0
    cover = fewest_givers(totals(soonest, len(needs)), offers)
    chosen = {giver.code for giver in cover.givers}
    return draw(needs, [offer for offer in offers if offer.giver.code in chosen]), cover.gap


def _require_masses(need: Need, offers: Iterable[Offer]) -> None:
    unknown = {(offer.need, offer.kind.key) for offer in offers if offer.kind.unit_mass_kg is None}
    if unknown:
        raise InvalidInputError(
            *(
                Fault(
                    L(
                        "“{item}” has no unit mass in the catalogue, so its tonne-kilometres are not known.",
                        "物资目录中“{item}”没有单件质量，无法计算吨公里。",
                    ).format(item=key),
                    pointer=f"/items/{place}",
                )
                for place, key in sorted(unknown)
            )
        )


def _shortfalls(items: Sequence[NeededItem], drawn: Sequence[int], late: Sequence[Offer]) -> Iterable[Shortfall]:
    for place, item in enumerate(items):
        missing = item.thousandths - drawn[place]
        if missing > 0:
            others = [offer for offer in late if offer.need == place]
            yield Shortfall(item, missing, _nearest_source(others))


def _nearest_source(late: Sequence[Offer]) -> NearestSource | None:
    """The soonest depot beyond the deadline, with all kinds that it could give."""
    if not late:
        return None
    giver = min(late, key=soonest_first).giver
    return NearestSource(giver, sum(offer.spare for offer in late if offer.giver == giver))


def _units(items: Sequence[NeededItem]) -> dict[str, BothLanguages | None]:
    """The unit that all kinds beneath each item share; None where they differ. Groups without a unit do not count."""
    kinds = read_kinds(pk for item in items for pk in item.group.ids)
    units: dict[str, BothLanguages | None] = {}
    for item in items:
        found = {(unit["zh"], unit["en"]): unit for pk in item.group.ids if (unit := kinds[pk].unit)["zh"]}
        units[item.group.key] = next(iter(found.values())) if len(found) == 1 else None
    return units
