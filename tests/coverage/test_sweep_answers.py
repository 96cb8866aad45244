"""A sweep answers as `measure_coverage` does, document for document; what does not fall apart by tile is refused."""

import json

import numpy as np
import pytest
import shapely
from django.core.management import call_command
from django.utils.translation import override

from layers import catalog
from layers.api.coverage.document import coverage_document
from layers.errors import ConflictError, InvalidInputError
from layers.geo import LonLat
from layers.people import store
from layers.people.cells import Cells
from layers.queries.coverage import place
from layers.queries.coverage.changes import AddedSite, Changes
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.sweep import parcels
from layers.queries.coverage.sweep.sweep import by_itself, sweep_coverage
from tests import world
from tests.people.cases import population, scattered, squares

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    """People in many tiles, shelters of two classes and of none, counties whose borders cut tiles, one without any."""
    city = world.area("9901", world.box(109.1, 34.1, 110.7, 35.4), level="city")
    for n, box in enumerate([(109.1, 34.1, 109.9, 35.0), (109.9, 34.1, 110.7, 35.0), (109.3, 35.0, 110.2, 35.4)]):
        world.area(f"99010{n}", world.box(*box), parent=city)
    world.area("990109", parent=city)
    rng = np.random.default_rng(3)
    for n, (lon, lat) in enumerate(rng.uniform((108.9, 33.9), (111, 35.6), (60, 2)).tolist()):
        world.shelter(f"S{n}", (lon, lat), class_51143=("emergency", "fixed_long", "")[n % 3])
    population("people", scattered(3000), name="人口", name_en="People", year=2020)
    return "9901"


def question(**values):
    values = {"radius_m": 4000.0, "population": "people", **values}
    return CoverageQuestion(catalog.find_layer("shelters"), ground=False, **values)


POLYGON = shapely.Polygon([(109.2, 34.3), (110.4, 34.2), (110.1, 35.3), (109.6, 34.9)])
CHANGES = Changes(close=("S3", "S4"), add=(AddedSite("new", LonLat(109.7, 34.6)),))
QUESTIONS = {
    "an area": {"area": "9901"},
    "a level": {"level": "county"},
    "an area by level": {"area": "9901", "level": "county"},
    "everywhere": {},
    "a polygon": {"polygon": POLYGON, "level": "county"},
    "a county": {"area": "990101"},
    "what if": {"area": "9901", "changes": CHANGES},
    "very far": {"area": "9901", "radius_m": 300_000.0},
    "very near": {"area": "9901", "radius_m": 1.0},
}


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("kept", [place.MOST_CELLS_KEPT, 100])
def test_the_document_is_that_of_coverage_in_one_piece(province, monkeypatch, asked, kept):
    monkeypatch.setattr(place, "MOST_CELLS_KEPT", kept)  # of more, only the cells around the place are read
    one = coverage_document(measure_coverage(question(**asked)))
    assert coverage_document(sweep_coverage(question(**asked))) == one
    assert one["covered_people"] >= 0
    assert one["denominator"]["people"] > 0


def test_each_shelter_with_the_radius_of_its_own_class(province):
    asked = question(area=province, method=Method.STANDARD_RADIUS, radius_m=None)
    one = coverage_document(measure_coverage(asked))
    assert len({row["radius_m"] for row in one["standard"]}) == 2
    assert one["covered_people"] > 0
    assert coverage_document(sweep_coverage(asked)) == one


def test_cells_with_outlines_are_shared_among_areas_as_in_one_piece(province):
    population("people", squares(2000, side_deg=0.08), form="polygons")
    one, swept = measure_coverage(question(area=province)), sweep_coverage(question(area=province))
    assert swept.n_cells == one.n_cells
    assert swept.sites.codes == one.sites.codes
    for got, wanted in zip([swept, *swept.rows], [one, *one.rows], strict=True):
        got, wanted = (getattr(each, "total", None) or each.tally for each in (got, wanted))
        if wanted is not None:
            assert got.people == pytest.approx(wanted.people, rel=1e-9)
            assert got.covered_people == pytest.approx(wanted.covered_people, rel=1e-9)
    assert one.total.people != round(one.total.people)  # somebody was cut


def test_a_shelter_that_reaches_a_cell_only_beyond_the_edge_is_counted_as_in_one_piece(province):
    world.area("9909", world.box(112.0, 36.0, 112.2, 36.2))
    outline = np.array([shapely.box(112.15, 36.05, 112.35, 36.1)], object)
    population("people", Cells(np.array([112.25]), np.array([36.075]), np.array([8.0]), outline), form="polygons")
    world.shelter("FAR", (112.26, 36.075))
    asked = question(area="9909", radius_m=1500.0)
    one = coverage_document(measure_coverage(asked))
    assert (one["sites"]["count"], one["covered_people"]) == (1, 2)
    assert coverage_document(sweep_coverage(asked)) == one


def test_without_people_or_in_an_empty_place_it_says_so(province):
    world.area("9908", world.box(100.0, 30.0, 100.5, 30.5))
    asked = question(area="9908")
    found = coverage_document(sweep_coverage(asked))
    assert found == coverage_document(measure_coverage(asked))
    assert (found["share"], found["notes"][0]["key"]) == (None, "nobody")
    from layers.models import Population

    Population.objects.all().delete()
    nobody = CoverageQuestion(catalog.find_layer("shelters"), radius_m=1000.0)
    assert sweep_coverage(nobody).total is None


def test_a_population_that_is_replaced_meanwhile_is_told_of(province, monkeypatch):
    for module in (store, parcels):
        monkeypatch.setattr(module, "MOST_CELLS", 100)

    def replace(swept):
        population("people", scattered(10, seed=9), name="人口", year=2021)

    with pytest.raises(ConflictError, match="people"):
        sweep_coverage(question(), progress=replace)


def test_progress_names_every_tile_and_all_people(province):
    steps = []
    answer = sweep_coverage(question(), progress=steps.append, hands=by_itself)
    assert steps[-1].tiles == steps[-1].all_tiles > 20
    assert steps[-1].people == answer.total.people


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"capacity": Capacity.EVACUATION}, "capacity"),
        ({"method": Method.TRAVEL_TIME, "minutes": 15.0, "radius_m": None}, "minutes"),
    ],
)
def test_what_does_not_fall_apart_by_tile_is_refused_with_the_reason(province, values, parameter):
    with override("en"), pytest.raises(InvalidInputError, match="ask “onemap coverage”") as refused:
        sweep_coverage(question(**values))
    assert refused.value.faults[0].parameter == parameter


def run(capsys, *arguments):
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as stopped:
        code = stopped.code
    return code, *capsys.readouterr()


def test_the_command_prints_the_document_of_coverage_without_ground(province, capsys):
    asked = ("shelters", "--radius", "4000", "--area", province, "--population", "people", "--json")
    one = run(capsys, "coverage", *asked, "--ground", "false")
    assert run(capsys, "sweep", *asked, "--workers", "1") == one
    assert one[0] == 0
    assert json.loads(one[1])["covered_people"] > 0


def test_the_command_prints_a_table_and_refuses_what_it_cannot_do(province, capsys):
    with override("en"):
        code, out, _ = run(capsys, "sweep", "shelters", "--radius", "4000", "--level", "county", "--workers", "1")
        assert code == 0
        assert "Area 990101" in out
        code, _, err = run(capsys, "sweep", "shelters", "--radius", "4000", "--capacity", "evacuation")
        assert (code, err[:13]) == (2, "onemap sweep:")
        assert "Places are given out over all sites at once" in err
        code, _, err = run(capsys, "sweep", "shelters", "--radius", "4000", "--scheduler", "8786")
        assert code == 2
        assert "tcp://host:port" in err
