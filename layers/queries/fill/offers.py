"""Who can give what, as columns: depots in the order of arrival, and what each can spare of each kind."""

from dataclasses import dataclass, fields

import numpy as np

from layers.queries.fill.need import Giver
from layers.queries.supply.columns import Floats, Keepers, Mask, Whole
from layers.travel.legs import Leg


@dataclass(frozen=True)
class Givers:
    """Depots that may give, by arrival; ties by distance, then code."""

    keepers: Keepers
    distance_m: Floats
    load_s: Whole
    travel_s: Whole
    road_m: Floats
    basis: list[str]

    def __len__(self) -> int:
        return len(self.distance_m)

    @property
    def arrive_s(self) -> Whole:
        return self.load_s + self.travel_s

    def giver(self, place: int) -> Giver:
        """Return one of them."""
        of = self.keepers
        return Giver(
            of.codes[place],
            of.names[place],
            of.names_en[place],
            float(of.lons[place]),
            float(of.lats[place]),
            float(self.distance_m[place]),
            int(self.load_s[place]),
            int(self.load_s[place] + self.travel_s[place]),
            Leg(int(self.travel_s[place]), float(self.road_m[place]), self.basis[place]),
        )


@dataclass(frozen=True)
class Offers:
    """What depots can spare, a row for each depot and kind, the soonest first; each row serves one need."""

    giver: Whole
    """Places among the givers."""
    need: Whole
    """Places among the items asked for."""
    kind: Whole
    """Catalogue ids."""
    spare: Whole
    """Thousandths: available, unexpired, and above the depot's minimum where that is kept."""

    def __len__(self) -> int:
        return len(self.giver)

    def only(self, wanted: Mask) -> "Offers":
        return Offers(*(getattr(self, column.name)[wanted] for column in fields(self)))


def draw(needs: list[int], offers: Offers, order: Whole | None = None) -> Whole:
    """Take from the offers, the first first, until each need is met or nothing is left.

    Parameters
    ----------
    needs
        Thousandths of each item asked for.
    order
        Rows in the order in which they are to be drawn on; as they stand, if not given.

    Returns
    -------
    array
        What is taken of each row, as they stand. No more than it offers; of one need never more than the need.

    Notes
    -----
    As the offers stand, the soonest first, this is the earliest completion, exactly. The needs share no stock, so each
    can be looked at alone; whatever covers a need by a time T uses offers that arrive by T, all of which stand before
    any later one, so the last offer drawn on arrives no later than T. In any order, as much is drawn as can be had.

    In the order `lightest_haul_first` it is the least tonne-kilometres, exactly: the cost is a sum over units taken,
    each need is a continuous knapsack, and taking a unit from further down the order instead cannot lower the sum.
    """
    taken = np.zeros(len(offers), np.int64)
    order = np.arange(len(offers)) if order is None else order
    for place, need in enumerate(needs):
        rows = order[offers.need[order] == place]
        spare = np.minimum(offers.spare[rows], need)
        drawn = np.maximum.accumulate(spare.cumsum())  # once beyond the need, it stays so, however large the sums
        taken[rows] = np.clip(need - (drawn - spare), 0, spare)
    return taken


def lightest_haul_first(offers: Offers, givers: Givers, mass_kg: dict[int, float]) -> Whole:
    """Order rows by tonne-kilometres of one unit; ties the soonest first. Every kind must have its mass."""
    masses = np.array([mass_kg[kind] for kind in offers.kind.tolist()], float)
    return np.argsort(masses * givers.road_m[offers.giver], kind="stable")


def totals(taken: Whole, offers: Offers, count: int) -> list[int]:
    """Return the thousandths taken for each of `count` needs."""
    drawn = np.zeros(count, np.int64)
    np.add.at(drawn, offers.need, taken)
    return [int(one) for one in drawn]
