"""Small cases of filling a need, without a database: depots that arrive at given times with given stock."""

from hypothesis import strategies as st

from layers.queries.fill.need import Giver, Kind, Offer
from layers.travel.legs import Leg

PIECES = {"en": "pcs", "zh": "件"}


def kind(key="tent", mass_kg=None):
    return Kind(key, {"en": key, "zh": key}, PIECES, mass_kg)


def giver(code, arrive_s, *, road_km=1.0):
    return Giver(
        code, code, "", 109.0, 34.0, road_km * 1000 / 1.3, 0, arrive_s, Leg(arrive_s, road_km * 1000, "estimate")
    )


def offer(code, arrive_s, spare, *, need=0, road_km=1.0, of=None):
    return Offer(giver(code, arrive_s, road_km=road_km), need, of or kind(f"item-{need}"), spare)


@st.composite
def problems(draw, *, most_depots=7, most_needs=3):
    """Needs, and offers of a handful of depots: few values, so that ties and shortages are common."""
    needs = draw(st.lists(st.integers(1, 30), min_size=1, max_size=most_needs))
    offers = []
    for number in range(draw(st.integers(0, most_depots))):
        arrive_s, road_km = draw(st.integers(0, 6)) * 600, draw(st.integers(0, 5))
        for need in range(len(needs)):
            spare = draw(st.integers(0, 20))
            if spare:
                of = kind(f"item-{need}", draw(st.sampled_from([0.5, 2.0, 30.0])))
                offers.append(offer(f"D{number}", arrive_s, spare, need=need, road_km=road_km, of=of))
    return needs, offers


def covers(offers, needs):
    """Whether all of these offers together meet the needs."""
    return all(sum(one.spare for one in offers if one.need == place) >= need for place, need in enumerate(needs))


def depots_of(offers):
    return sorted({one.giver for one in offers}, key=lambda one: one.code)


def offers_of(chosen, offers):
    codes = {one.code for one in chosen}
    return [one for one in offers if one.giver.code in codes]
