"""Who could give: stock and depots from the database, each depot judged once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast

from layers.models import Depot, Item, StockLine
from layers.queries.fill.drawing import arrival
from layers.queries.fill.need import THOUSANDTHS, Giver, Kind, Need, Offer
from layers.travel.legs import Stop
from layers.travel.times import TravelTimes

Stock = Mapping[UUID, Sequence[tuple[int, int, int]]]
"""By depot: (item id, available, of it beyond the minimum), in thousandths; nothing without any available."""


@dataclass(frozen=True)
class Sources:
    """What can be drawn on, the deadline not yet considered, and what was left out."""

    offers: tuple[Offer, ...]
    excluded: Mapping[str, int]


def find_sources(need: Need, travel: TravelTimes) -> Sources:
    """Read every depot's available, unexpired stock of the items needed, with its arrival at the place.

    Returns
    -------
    Sources
        One offer for each depot and kind with something to spare, in the order of `soonest_first`. A depot keeps, of
        each kind, the sum of its batches' minimums where the need says so. Every other depot is counted under the
        first of `need.REASONS` that holds.

    Notes
    -----
    One query each for the stock (index ``stock_item_depot``), the depots that hold some of it, and the catalogue,
    however many depots there are.
    """
    need_of = {pk: place for place, item in enumerate(need.items) for pk in item.group.ids}
    stock = _read_stock(need_of)
    kinds = read_kinds(need_of)
    holders = list(_read_depots(need, stock))
    excluded = Counter({"no_stock": Depot.objects.count() - len(holders)})
    able = []
    for depot, reason in zip(holders, _faults(need, holders, stock), strict=True):
        if reason:
            excluded[reason] += 1
        else:
            able.append(depot)
    reached = [(depot, giver) for depot, giver in zip(able, _givers(need, able, travel), strict=True) if giver]
    excluded["no_road"] = len(able) - len(reached)
    offers = (
        Offer(giver, need_of[item], kinds[item], spare)
        for depot, giver in sorted(reached, key=lambda pair: arrival(pair[1]))
        for item, spare in sorted(_spares(need, stock[depot.pk]), key=lambda pair: kinds[pair[0]].key)
    )
    return Sources(tuple(offers), excluded)


def _read_depots(need: Need, stock: Stock) -> Iterable[Any]:
    fields = ("code", "name", "name_en", "status", "loading_minutes", "geom")
    return Depot.objects.filter(pk__in=list(stock)).only(*fields).with_distance_to(need.origin.geometry)


def _read_stock(items: Iterable[int]) -> Stock:
    """One row a depot, its lines as arrays: a tenth of the time that as many rows of lines would take."""
    lines = StockLine.objects.unexpired().filter(item__in=list(items), available__gt=0).order_by()
    rows = lines.values_list("depot").annotate(
        items=ArrayAgg("item"), spare=ArrayAgg(_thousandths("available")), least=ArrayAgg(_thousandths("minimum"))
    )
    return {
        depot: [(item, available, max(available - minimum, 0)) for item, available, minimum in _by_item(batches)]
        for depot, *batches in rows
    }


def _thousandths(field: str) -> Cast:
    return Cast(F(field) * THOUSANDTHS, BigIntegerField())


def _by_item(batches: Sequence[Sequence[int]]) -> Iterable[tuple[int, int, int]]:
    """Add up the batches of each item: what is available, and the minimum."""
    sums: dict[int, tuple[int, int]] = {}
    for item, available, minimum in zip(*batches, strict=True):
        before = sums.get(item, (0, 0))
        sums[item] = before[0] + available, before[1] + minimum
    return ((item, *both) for item, both in sums.items())


def read_kinds(items: Iterable[int]) -> dict[int, Kind]:
    """Return the kinds of those catalogue ids."""
    rows = Item.objects.filter(pk__in=list(items))
    return {row.pk: Kind(row.key, row.names, row.units, row.unit_mass_kg) for row in rows}  # type: ignore[arg-type]


def _spares(need: Need, lines: Sequence[tuple[int, int, int]]) -> Iterable[tuple[int, int]]:
    for item, available, beyond_minimum in lines:
        spare = beyond_minimum if need.keep_minimum else available
        if spare > 0:
            yield item, spare


def _faults(need: Need, depots: Sequence[Any], stock: Stock) -> Iterable[str]:
    """For each depot the first reason for which it gives nothing, or the empty text."""
    inside = _inside(need, depots)
    for depot, in_danger in zip(depots, inside, strict=True):
        if need.usable_only and not depot.usable:
            yield "not_usable"
        elif in_danger:
            yield "inside_danger"
        elif not any(_spares(need, stock[depot.pk])):
            yield "minimum"
        else:
            yield ""


def _inside(need: Need, depots: Sequence[Any]) -> Sequence[bool]:
    """Whether each depot's point lies in the area to avoid."""
    if need.avoid is None or not depots:
        return [False] * len(depots)
    lons, lats = zip(*((depot.geom.x, depot.geom.y) for depot in depots), strict=True)
    return list(need.avoid.holds(lons, lats))


def _givers(need: Need, depots: Sequence[Any], travel: TravelTimes) -> Iterable[Giver | None]:
    """For each depot when what it gives arrives; None where no road leads to the place."""
    stops = [Stop(depot.geom.x, depot.geom.y, depot.distance_m) for depot in depots]
    for depot, stop, leg in zip(depots, stops, travel(need.origin.position, stops, need.vehicle), strict=True):
        if leg is None:
            yield None
            continue
        stated = depot.loading_minutes
        load_s = round(60 * (need.vehicle.loading_minutes if stated is None else stated))
        yield Giver(
            depot.code,
            depot.name,
            depot.name_en,
            stop.lon,
            stop.lat,
            stop.distance_m,
            load_s,
            load_s + leg.travel_s,
            leg,
        )
