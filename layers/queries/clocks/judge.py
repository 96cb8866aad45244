"""Judging the clocks of the table: what counts, when it is there, and what that says of each site and area."""

from collections.abc import Iterable

import numpy as np
from django.db.models import F

from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.models import Area, DeliveryClock
from layers.queries.clocks.arrivals import Estimates, road_arrivals
from layers.queries.clocks.judging import Limit, Mask, Times, Whole, judge
from layers.queries.clocks.question import (
    MAX_ROAD_PAIRS,
    Clock,
    ClocksAnswer,
    ClocksQuestion,
    Failure,
    JudgedArea,
    JudgedSite,
    Verdict,
    count_passed,
)
from layers.queries.fill.sources import able_keepers
from layers.queries.supply.columns import Keepers, Supply
from layers.queries.supply.find import find_supply
from layers.travel.legs import Basis
from layers.travel.times import travel_times


def clocks_in_force() -> tuple[Clock, ...]:
    """Return the table's clocks that are in force today, in their order; of rows with one key the newest."""
    newest: dict[str, DeliveryClock] = {}
    for row in DeliveryClock.objects.in_force().order_by("order", "key", F("effective_from").asc(nulls_first=True)):
        newest[row.key] = row
    return tuple(
        Clock(
            row.key,
            row.titles,
            tuple(row.depot_levels),
            row.within_minutes * 60,
            row.standard_no,
            row.clause,
            row.verification,
        )
        for row in newest.values()
    )


def judge_clocks(question: ClocksQuestion) -> ClocksAnswer:
    """Say for each site which clocks the stock of depots holds, and for those that it does not, what fails.

    Parameters
    ----------
    question
        Each site needs all the items, and is judged as if it alone were to be served.
        Times are by road only where it asks for them; else all are estimated, in one computation.

    Returns
    -------
    ClocksAnswer
        Sites in the order asked, verdicts in the order of the clocks; areas in the order of their codes.
    """
    supply = find_supply({pk for item in question.items for pk in item.group.ids})
    spare = supply.spare(keep_minimum=question.keep_minimum)
    able, excluded = able_keepers(supply, spare, usable_only=question.usable_only, avoid=question.avoid)
    stock = _by_need(question, supply, spare)[:, able]
    keepers = supply.keepers.only(able)
    times, basis = _times(question, keepers, stock)
    sites = tuple(JudgedSite(site, tuple(_verdicts(question, times, at))) for at, site in enumerate(question.sites))
    return ClocksAnswer(question, sites, tuple(_areas(question.clocks, sites)), basis, +excluded, supply.freshness)


def _by_need(question: ClocksQuestion, supply: Supply, spare: Whole) -> Whole:
    """What each depot can give of each need, shape (items, depots), kinds of one need added up."""
    need_of = {pk: place for place, item in enumerate(question.items) for pk in item.group.ids}
    needs = np.array([need_of[pk] for pk in supply.item.tolist()], np.int64)
    stock = np.zeros((len(question.items), len(supply.keepers)), np.int64)
    np.add.at(stock, (needs, supply.keeper), spare)
    return stock


def _times(question: ClocksQuestion, keepers: Keepers, stock: Whole) -> tuple[Times, str]:
    """Judge, by road or by estimates; and what the times are made of."""
    needs = [item.thousandths for item in question.items]
    limits = [Limit(_counts(clock, keepers), clock.within_s) for clock in question.clocks]
    lons, lats = (np.array([getattr(site, name) for site in question.sites], float) for name in ("lon", "lat"))
    if not question.by_road:
        return _estimated(Estimates(lons, lats, keepers, question.vehicle), stock, needs, limits), Basis.ESTIMATE.value
    if len(question.sites) * len(keepers) > MAX_ROAD_PAIRS:
        raise TooBroadError(_too_many_roads(len(question.sites), len(keepers)))
    arrive_s, basis = road_arrivals(lons, lats, keepers, question.vehicle, travel_times, question.avoid)
    return judge(arrive_s, stock, needs, limits), basis


def _estimated(estimates: Estimates, stock: Whole, needs: list[int], limits: list[Limit]) -> Times:
    """Judge by the greatest times, then anew with exact ones wherever they can make a difference.

    No need is met later than by the greatest times; so a depot whose least time is later than the last need met at a
    site matters there only for what is in time where a need is not met, and is exact where that is in doubt.
    """
    bound = judge(estimates.most_s, stock, needs, limits).complete_s
    last_s = np.where(np.isinf(bound), 0.0, bound).max(axis=(0, 2), initial=0.0)
    pairs = estimates.least_s <= last_s[:, None]
    for limit in limits:
        pairs |= (estimates.least_s <= limit.within_s) & (estimates.most_s > limit.within_s)
    return judge(estimates.exact(pairs), stock, needs, limits)


def _too_many_roads(sites: int, depots: int) -> Fault:
    detail = L(
        "{sites:,} sites × {depots:,} depots are too many to be reckoned by road; at most {most:,} pairs.",
        "{sites:,} 个站点 × {depots:,} 个储备库超出按路网计算的上限 {most:,} 对。",
    )
    return Fault(detail.format(sites=sites, depots=depots, most=MAX_ROAD_PAIRS), pointer="/by_road")


def _counts(clock: Clock, keepers: Keepers) -> Mask:
    return np.isin(keepers.levels, clock.levels) if clock.levels else np.ones(len(keepers), bool)


def _verdicts(question: ClocksQuestion, times: Times, site: int) -> Iterable[Verdict]:
    for place, clock in enumerate(question.clocks):
        complete_s, short = times.complete_s[place, site].tolist(), times.short[place, site].tolist()
        fails = (
            Failure(item.group.key, missing, _seconds(when))
            for item, missing, when in zip(question.items, short, complete_s, strict=True)
            if missing
        )
        yield Verdict(clock, _seconds(max(complete_s)), tuple(fails))


def _seconds(value: float) -> int | None:
    return None if np.isinf(value) else int(value)


def _areas(clocks: tuple[Clock, ...], sites: tuple[JudgedSite, ...]) -> Iterable[JudgedArea]:
    beneath: dict[str, list[JudgedSite]] = {}
    for one in sites:
        if one.site.area:
            beneath.setdefault(one.site.area, []).append(one)
    for area in Area.objects.filter(code__in=beneath).order_by("code").only("code", "name", "name_en"):
        inside = tuple(beneath[area.code])
        yield JudgedArea(area.code, area.name, area.name_en, len(inside), count_passed(clocks, inside))
