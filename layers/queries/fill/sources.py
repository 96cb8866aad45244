"""Who could give: every depot that holds something of what is needed, judged once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from layers.live.sphere import geodesic_m
from layers.models import Depot
from layers.queries.danger import Danger
from layers.queries.fill.need import Need
from layers.queries.fill.offers import Givers, Offers
from layers.queries.origin import Origin
from layers.queries.question import AsOf
from layers.queries.supply.columns import Floats, Keepers, Mask, Supply, Whole
from layers.queries.supply.find import find_supply
from layers.reference import Kind, find_kinds
from layers.travel.legs import Stop
from layers.travel.times import TravelTimes


@dataclass(frozen=True)
class Sources:
    """What can be drawn on, the deadline not yet considered, and what was left out."""

    givers: Givers
    offers: Offers
    kinds: Mapping[int, Kind]
    """Of everything beneath what is needed, by catalogue id."""
    excluded: Mapping[str, int]
    freshness: AsOf


def find_sources(need: Need, travel: TravelTimes) -> Sources:
    """Find every depot's available, unexpired stock of the items needed, with its arrival at the place.

    Returns
    -------
    Sources
        One offer for each depot and kind with something to spare, the soonest first; ties by distance, then code,
        then item. A depot keeps, of each kind, the sum of its batches' minimums where the need says so. Every other
        depot is counted under the first of `need.REASONS` that holds.
    """
    need_of = {pk: place for place, item in enumerate(need.items) for pk in item.group.ids}
    supply = find_supply(need_of)
    kinds = find_kinds(need_of)
    spare = supply.spare(keep_minimum=need.keep_minimum)
    able, excluded = able_keepers(supply, spare, usable_only=need.usable_only, avoid=need.avoid)
    givers, rank = _givers(need, supply.keepers, able, travel)
    excluded["no_road"] = int(able.sum()) - len(givers)
    rows = np.flatnonzero((spare > 0) & (rank[supply.keeper] >= 0))
    keys = {pk: place for place, pk in enumerate(sorted(kinds, key=lambda pk: kinds[pk].key))}
    names = np.array([keys[pk] for pk in supply.item[rows].tolist()], np.int64)
    rows = rows[np.lexsort((names, rank[supply.keeper[rows]]))]
    needs = np.array([need_of[pk] for pk in supply.item[rows].tolist()], np.int64)
    offers = Offers(rank[supply.keeper[rows]], needs, supply.item[rows], spare[rows])
    return Sources(givers, offers, kinds, excluded, supply.freshness)


def able_keepers(supply: Supply, spare: Whole, *, usable_only: bool, avoid: Danger | None) -> tuple[Mask, Counter[str]]:
    """Say which depots can give, and how many cannot, each counted under the first reason of `need.REASONS`."""
    keepers = supply.keepers
    reasons = {
        "not_usable": ~keepers.usable if usable_only else np.zeros(len(keepers), bool),
        "inside_danger": (avoid or Danger()).holds(keepers.lons, keepers.lats),
        "minimum": np.bincount(supply.keeper, spare > 0, len(keepers)) == 0,
    }
    able, excluded = np.ones(len(keepers), bool), Counter({"no_stock": supply.others})
    for reason, out in reasons.items():
        excluded[reason] = int((able & out).sum())
        able &= ~out
    return able, excluded


def _givers(need: Need, keepers: Keepers, able: Mask, travel: TravelTimes) -> tuple[Givers, Whole]:
    """The depots that can give and reach the place, by arrival; and each keeper's place among them, or -1."""
    places = np.flatnonzero(able)
    metres = _distances_m(need.origin, keepers.only(places))
    columns = (keepers.lons[places], keepers.lats[places], metres)
    stops = [Stop(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]
    avoid = need.avoid.geometry if need.avoid else None
    legs = travel(need.origin.position, stops, need.vehicle, avoid=avoid) if stops else []
    reached = np.array([leg is not None for leg in legs], bool)
    found = [leg for leg in legs if leg is not None]
    places, metres = places[reached], metres[reached]
    travel_s = np.array([leg.travel_s for leg in found], np.int64)
    load_s = keepers.load_s(need.vehicle.loading_minutes)[places].astype(np.int64)
    order = np.lexsort((metres, load_s + travel_s))  # stable: keepers stand in the order of their codes
    rank = np.full(len(keepers), -1, np.int64)
    rank[places[order]] = np.arange(len(order))
    givers = Givers(
        keepers.only(places[order]),
        metres[order],
        load_s[order],
        travel_s[order],
        np.array([leg.road_distance_m for leg in found], float)[order],
        [found[place].basis for place in order.tolist()],
    )
    return givers, rank


def _distances_m(origin: Origin, keepers: Keepers) -> Floats:
    """Geodesic metres from each depot to the place; to the outline where there is one, which PostGIS measures."""
    if origin.geometry.geom_type == "Point":
        return geodesic_m(origin.position.lon, origin.position.lat, keepers.lons, keepers.lats)
    rows = Depot.objects.filter(code__in=keepers.codes.tolist()).with_distance_to(origin.geometry)
    metres = dict(rows.values_list("code", "distance_m"))
    return np.array([metres[code] for code in keepers.codes], float)
