"""The demo region adds up to what was published, lies where its codes say, and says that it is invented."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db.models import F, Sum

from fixtures.weinan.load import RESOURCES, load
from fixtures.weinan.seed import PUBLISHED_BATCH, SOURCE, TOWN_BATCH, TOWN_SOURCE, share_out
from layers.api.supply.clocks_reading import read_question
from layers.geo import GEOD, WGS84
from layers.ingest.areas import level_of
from layers.management.questions import OPERATOR
from layers.models import Area, Depot, HazardPoint, Incident, Shelter, StockLine, Team
from layers.queries.clocks.judge import judge_clocks
from layers.reference import find_items
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinan")]

CENTRE = (109.51, 34.50)
PUBLISHED = {
    "woven-bag": 6_360_000,
    "striped-cloth": 380_000,
    "life-buoy": 2_675,
    "life-jacket": 14_600,
    "assault-boat": 31,
    "rubber-boat": 83,
    "iron-wire": Decimal("264.9"),
    "generator": 55,
    "padded-coat": 3_906,
    "quilt": 7_132,
    "tent-other": 1_210,
}
FLOOD_GOODS = list(PUBLISHED)[:8]


def published() -> Any:
    return StockLine.objects.filter(batch=PUBLISHED_BATCH)


def test_the_batch_of_2009_adds_up_to_the_published_totals() -> None:
    totals = dict(published().order_by().values_list("item__key").annotate(total=Sum("on_hand")))
    assert totals == PUBLISHED


def test_sixty_three_depots_hold_the_flood_goods_and_others_the_relief_goods() -> None:
    flood = set(published().filter(item__key__in=FLOOD_GOODS).values_list("depot", flat=True))
    relief = set(published().exclude(item__key__in=FLOOD_GOODS).values_list("depot", flat=True))
    assert len(flood) == 63
    assert relief
    assert not flood & relief
    assert published().filter(item__key="woven-bag").count() == 63


def test_there_are_three_tiers() -> None:
    levels = Counter(Depot.objects.values_list("level", flat=True))
    assert set(levels) == {"city", "county", "town"}
    assert levels["town"] > levels["county"] > levels["city"]


def test_five_depots_hold_five_hundred_tents() -> None:
    tents = find_items("tent").ids
    near = Depot.objects.usable().holding(tents, Decimal(500)).with_distance_to(Point(*CENTRE, srid=WGS84))
    assert near.count() >= 5
    short = Depot.objects.with_available(tents).filter(available_quantity__gt=0, available_quantity__lt=500)
    assert short.exists(), "a question for 500 tents must have something to leave out"


def test_stock_has_reserved_expired_and_low_lines() -> None:
    assert StockLine.objects.filter(reserved__gt=0).exists()
    assert StockLine.objects.filter(expires_on__lt=NOW.date()).exists()
    assert StockLine.objects.filter(available__lt=F("minimum")).exists()
    assert not StockLine.objects.filter(reserved__gt=F("on_hand")).exists()


def test_some_township_points_keep_tents_and_quilts_in_a_batch_of_their_own() -> None:
    lines = StockLine.objects.filter(batch=TOWN_BATCH).select_related("depot", "item")
    totals = dict(lines.order_by().values_list("item__key").annotate(total=Sum("on_hand")))
    assert totals == {"tent-12": 1_070, "quilt": 5_600}
    assert {line.depot.level for line in lines} == {"town"}
    assert all(line.on_hand <= {"tent-12": 85, "quilt": 440}[line.item.key] for line in lines)
    points = Counter(line.depot_id for line in lines)
    assert (len(points), set(points.values())) == (16, {2})


def test_a_small_need_holds_every_clock_and_a_great_one_divides_the_towns() -> None:
    small = passed_by_towns(tent=20, quilt=100)
    assert set(small.values()) == {106}
    great = passed_by_towns(tent=1_000, quilt=5_000)
    assert 0 < great["any-2h"] < great["town-6h"] < great["county-8h"] == 106
    assert passed_by_towns(tent=2_000)["town-6h"] == 0, "more than all townships hold"


def passed_by_towns(**need: int) -> dict[str, int]:
    """How many of the 106 towns hold each clock, by estimated times."""
    items = [{"item": key, "quantity": quantity} for key, quantity in need.items()]
    body = {"sites": {"area": "610500", "level": "town"}, "items": items, "usable_only": True}
    return judge_clocks(read_question(body, OPERATOR)).passed


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (["特警"], [50]),
        (["地震应急救援志愿者"], [75, 85]),
        (["合阳县综合"], [100, 100, 100]),
        (["蒲城县民兵"], [100]),
        (["蒲城县应急救援突击"], [30]),
    ],
)
def test_the_published_teams_are_there(words: list[str], members: list[int]) -> None:
    found = Team.objects.filter(name__contains=words[0]).order_by("members_persons")
    assert [team.members_persons for team in found] == members


def test_the_two_earthquake_teams_have_about_160_people() -> None:
    assert Team.objects.filter(name__contains="地震应急救援志愿者").aggregate(n=Sum("members_persons"))["n"] == 160


def test_chaoyang_park_is_among_about_120_shelters() -> None:
    assert Shelter.objects.count() == 120
    park = Shelter.objects.get(name__contains="朝阳公园")
    assert "610502" in park.area.lineage
    assert park.capacity_evacuation_persons > 10_000


def test_shelters_differ_in_what_they_suit() -> None:
    unsuitable = Shelter.objects.filter(suitability_rows__hazard="flood", suitability_rows__suitable="no")
    assert 5 <= unsuitable.count() <= 40
    assert Shelter.objects.suitable_for("flood").count() > 60
    assert {"standby", "open", "full", "closed", "damaged"} <= set(Shelter.objects.values_list("status", flat=True))
    for shelter in Shelter.objects.filter(status__in=("open", "full")):
        assert shelter.occupancy_as_of is not None
        assert shelter.occupancy_persons <= shelter.capacity_evacuation_persons


def test_94_percent_of_350_hazard_points_are_closed() -> None:
    states = Counter(HazardPoint.objects.values_list("status", flat=True))
    assert sum(states.values()) == 350
    assert round(states["closed"] / 350, 2) == 0.94
    assert HazardPoint.objects.filter(outline__isnull=False).exists()
    assert HazardPoint.objects.filter(evacuation_shelter__isnull=False).exists()
    assert set(HazardPoint.objects.values_list("risk_level", flat=True)) == {"major", "larger", "general", "low"}


def test_incidents_are_there_to_be_opened() -> None:
    flood = Incident.objects.get(kind="flood")
    assert (flood.status, flood.area.parent.code) == ("open", "610526")
    assert flood.outline is not None
    assert {"open", "controlled", "closed"} == set(Incident.objects.values_list("status", flat=True))


@pytest.mark.parametrize("model", RESOURCES)
def test_every_point_lies_in_a_town_of_the_county_that_its_code_says(model: Any) -> None:
    rows = model.objects.select_related("area")
    assert rows
    lineages = [(row.code, row.area.level, row.area.lineage[:-1]) for row in rows]
    assert [one for one in lineages if one[1:] != ("town", ["610000", "610500", one[0][:6]])] == []


@pytest.mark.parametrize("model", RESOURCES)
def test_every_row_says_that_it_is_invented(model: Any) -> None:
    for row in model.objects.all():
        assert row.is_demo
        assert row.source == SOURCE
        assert row.contact_phone.startswith("0913-000-")
        assert row.verified_at <= NOW


def test_some_of_what_is_known_is_stale() -> None:
    stale = sum((NOW - row.verified_at).days > 30 for row in Shelter.objects.all())
    assert 10 < stale < 60


@pytest.mark.parametrize("model", [Depot, Shelter, Team])
def test_points_stand_apart(model: Any) -> None:
    places = [row.geom.coords for row in model.objects.all()]
    closest_m = min(GEOD.inv(*a, *b)[2] for i, a in enumerate(places) for b in places[:i])
    assert closest_m > 100


def test_the_people_of_the_counties_add_up_to_the_citys() -> None:
    counties = Area.objects.filter(parent__code="610500")
    assert counties.count() == 11
    assert counties.aggregate(n=Sum("population_persons"))["n"] == 4_688_744
    assert Area.objects.get(code="610500").population_persons == 4_688_744
    provinces = Area.objects.filter(level="province").aggregate(n=Sum("population_persons"))["n"]
    assert provinces == 1_409_778_724  # the census without the armed forces


def test_the_map_reaches_beyond_weinan() -> None:
    assert Area.objects.filter(level="province").count() == 34
    assert Area.objects.filter(level="city", parent__code="610000").count() == 10
    assert Area.objects.filter(level="county").exclude(parent__code="610500").count() > 30
    assert not Area.objects.filter(name_en="").exists()
    assert not Area.objects.filter(geom=None).exists()


def test_the_towns_have_seats_in_their_counties_and_say_that_outlines_and_codes_are_invented() -> None:
    towns = Area.objects.filter(level="town").select_related("parent")
    assert len(towns) == len({town.name for town in towns}) == 106
    for town in towns:
        assert (town.source, town.population_persons) == (TOWN_SOURCE, None)
        assert town.parent.geom.distance(town.seat) < 0.05, town.name  # degrees: outlines and positions of two sources
        assert re.fullmatch(rf"{town.parent.code}-T-\d\d", town.code)
        assert level_of(town.code) is None, "no code that could be an official one"


def test_towns_of_an_earlier_demo_get_their_outlines() -> None:
    Area.objects.filter(level="town").update(geom=None, source="GeoNames (CC BY 4.0); 演示用 / for demonstration")
    load(now=NOW)
    assert not Area.objects.filter(level="town", geom=None).exists()
    assert set(Area.objects.filter(level="town").values_list("source", flat=True)) == {TOWN_SOURCE}


def test_loading_again_gives_the_same_rows() -> None:
    def all_rows() -> dict[str, Any]:
        return {
            model.__name__: list(model.objects.order_by("code").values("id", "code", "name", "source_x"))
            for model in (Area, *RESOURCES)
            if model is not Area
        } | {"areas": list(Area.objects.order_by("code").values("id", "code", "name"))}

    before, stock = all_rows(), published().count()
    load(now=NOW)
    assert all_rows() == before
    assert published().count() == stock


def test_rows_of_other_sources_are_left_alone() -> None:
    mine = Shelter.objects.create(code="MINE", name="Mine", geom=Point(*CENTRE, srid=WGS84))
    Area.objects.filter(code="610582").update(name="Own name", source="own")
    load(now=NOW)
    assert Shelter.objects.filter(pk=mine.pk).exists()
    assert Area.objects.get(code="610582").name == "Own name"
    mine.delete()


@pytest.mark.parametrize(
    ("total", "weights"), [(10, [1, 1, 1]), (7, [0, 3, 3]), (0, [1, 2]), (12720, [60, *[18] * 11])]
)
def test_sharing_out_loses_nothing(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
