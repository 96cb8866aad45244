"""Places per person from the API and in a shell: denominators, null and 0, long work, refusals that say why."""

import json

import pytest
from django.core.management import call_command
from django.utils import translation
from rest_framework.test import APIClient

from layers.api.accessibility import run as accessibility_run
from layers.api.accessibility.reading import read_accessibility_body
from layers.catalog import find_layer
from layers.runs.asking import Asking
from layers.runs.progress import Progress
from layers.runs.worker import work_off
from tests import world
from tests.coverage import cases
from tests.people.cases import population

URL = "/api/v1/accessibility/shelters"
ASKED = {"radius_m": 1000, "area": "9901", "capacity": "evacuation"}
EAST_LON = 109.75


@pytest.fixture
def client(db):
    return APIClient()


@pytest.fixture
def town(db):
    """900 people beside shelter A, 100 beside B of unknown capacity, 7 beside none; 100 more share A from beyond."""
    city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=city)
    world.area("990102", world.box(109.5, 34.0, 109.8, 35.0), parent=city)
    world.shelter("A", (109.001, 34.5), capacity_evacuation_persons=250)
    world.shelter("B", (EAST_LON, 34.5))
    world.shelter("C", (109.3, 34.1), capacity_evacuation_persons=40)
    rows = [(109.002, 34.5, 900), (108.999, 34.5, 100), (EAST_LON, 34.5, 100), (109.9, 34.5, 7)]
    population("town", cases.cells(*rows), name="城镇", name_en="Town", source="tests", year=2020)


def get(client, url=URL, status=200, **parameters):
    response = client.get(url, parameters)
    assert response.status_code == status, response.json()
    return response.json()


def post(client, status=200, url=URL, **body):
    response = client.post(url, json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.json()
    return response.json()


def test_a_figure_names_whose_it_is_and_none_and_undefined_stand_apart(client, town):
    answer = get(client, **ASKED)
    whose = answer["denominator"]
    assert (whose["people"], whose["population"], whose["year"], whose["source"]) == (1007, "town", 2020, "tests")
    assert answer["per_person"]["mean"] == pytest.approx(900 * 0.25 / 907)
    assert answer["per_person"]["median"] == 0.25
    assert (answer["people_none_in_reach"], answer["people_undefined"]) == (7, 100)
    assert answer["people_beyond_the_edge"] == 100
    sites = answer["sites"]
    assert (sites["count"], sites["without_capacity"], sites["without_people"]) == (3, 1, 1)
    assert (sites["places"], sites["places_shared"]) == (290, 250)
    rows = {row["code"]: (row["people"], row["per_person"]["mean"], row["people_undefined"]) for row in answer["areas"]}
    assert rows == {"990101": (900, 0.25, 0), "990102": (100, None, 100), None: (7, 0, 0)}
    assert {note["key"] for note in answer["notes"]} == {"neighbours", "unknown_capacity"}
    assert answer["data_versions"].keys() == {"shelters", "areas", "population:town"}
    assert answer["query"] | {"filters": {}} == answer["query"]
    assert (answer["decay"], answer["query"]["bands"], answer["query"]["capacity"]) == ("none", None, "evacuation")


def test_how_distance_weighs_is_asked_and_echoed(client, town):
    wide = {**ASKED, "radius_m": 1000}
    bands = get(client, **wide, bands="500:1,1000:0.6")
    assert bands["decay"] == "bands"
    assert bands["query"]["bands"] == [{"limit": 500, "weight": 1}, {"limit": 1000, "weight": 0.6}]
    gaussian = get(client, **wide, decay="gaussian")
    assert gaussian["decay"] == "gaussian"
    # Of one site alone weights change who has how much, not how much there is.
    for answer in (bands, gaussian):
        assert answer["sites"]["places_shared"] == 250


def test_the_same_question_gives_the_same_bytes(client, town):
    first, second = (client.get(URL, {**ASKED, "decay": "gaussian"}) for _ in range(2))
    assert first.content == second.content
    assert "dur=" in first["Server-Timing"]


def test_a_polygon_and_a_what_if_are_asked_in_a_body(client, town):
    ring = [[109.7, 34.4], [109.95, 34.4], [109.95, 34.6], [109.7, 34.6], [109.7, 34.4]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    answer = post(client, radius_m=1000, capacity="evacuation", polygon=polygon, changes={"capacity": {"B": 50}})
    assert (answer["denominator"]["people"], answer["people_undefined"]) == (107, 0)
    assert answer["per_person"]["mean"] == pytest.approx(50 / 107)


def test_squares_hold_the_same_people(client, town):
    cells = get(client, f"{URL}/cells", **ASKED, columns=10)
    assert (cells["people"], sum(cells["none_in_reach"]), sum(cells["undefined"])) == (1007, 7, 100)
    assert sorted(cells["per_person"], key=lambda value: (value is None, value)) == [0, 0.25, None]
    assert get(client, f"{URL}/cells", **ASKED, bbox="109.7,34,109.8,35")["people"] == 100


def test_where_nobody_lives_nothing_is_defined_and_it_is_said(client, town):
    world.area("9902", world.box(100.0, 34.0, 101.0, 35.0), level="city")
    answer = get(client, radius_m=1000, area="9902", capacity="evacuation")
    assert (answer["denominator"]["people"], answer["per_person"]["mean"]) == (0, None)
    assert [note["key"] for note in answer["notes"]] == ["nobody"]


def test_an_area_without_an_outline_has_no_figures(client, town):
    from layers.models import Area

    world.area("990103", None, parent=Area.objects.get(code="9901"))
    row = next(row for row in get(client, **ASKED)["areas"] if row["code"] == "990103")
    assert row["people"] is row["per_person"] is row["people_undefined"] is None


DEPOTS = "/api/v1/accessibility/depots"


@pytest.mark.parametrize(
    ("url", "parameters", "place"),
    [
        (URL, {"capacity": "evacuation"}, "radius_m"),
        (URL, {"radius_m": 0, "capacity": "evacuation"}, "radius_m"),
        (URL, {"radius_m": 1000}, "capacity"),
        (URL, {"radius_m": 1000, "capacity": "none"}, "capacity"),
        (DEPOTS, {"radius_m": 1000}, "capacity"),
        (DEPOTS, {"radius_m": 1000, "capacity": "evacuation"}, "capacity"),
        (URL, {**ASKED, "decay": "linear"}, "decay"),
        (URL, {**ASKED, "decay": "bands"}, "decay"),
        (URL, {**ASKED, "decay": "gaussian", "bands": "1000:1"}, "bands"),
        (URL, {**ASKED, "bands": "500"}, "bands"),
        (URL, {**ASKED, "bands": "far:1"}, "bands"),
        (URL, {**ASKED, "bands": "1000:1,500:0.5"}, "bands"),
        (URL, {**ASKED, "bands": "500:1,500:0.5,1000:0.1"}, "bands"),
        (URL, {**ASKED, "bands": "0:1,1000:1"}, "bands"),
        (URL, {**ASKED, "bands": "500:1,1000:2"}, "bands"),
        (URL, {**ASKED, "bands": "500:0,1000:0"}, "bands"),
        (URL, {**ASKED, "bands": "500:1,900:0.5"}, "bands"),
        (URL, {"radius": "standard", "capacity": "evacuation", "bands": "500:1"}, "bands"),
        (URL, {**ASKED, "bands": ",".join(f"{n}:1" for n in range(1, 30))}, "bands"),
        (URL, {**ASKED, "ground": "true"}, "ground"),
        (URL, {**ASKED, "population": "nowhere"}, "population"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_place(client, town, url, parameters, place):
    assert [fault["parameter"] for fault in get(client, url, 400, **parameters)["errors"]] == [place]


def test_a_body_is_refused_at_its_pointer(client, town):
    problem = post(client, 400, radius_m=1000, capacity="evacuation", bands="500:1")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/bands"]
    problem = post(client, 400, radius_m=1000)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/capacity"]


def test_without_a_population_the_problem_says_what_to_do(client):
    world.shelter("A", capacity_evacuation_persons=10)
    problem = get(client, radius_m=1000, capacity="evacuation", status=409)
    assert "import population" in problem["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_run_gives_the_bytes_that_the_endpoint_gives(client, town):
    body = {"kind": "accessibility", "question": {"layer": "shelters", **ASKED, "decay": "gaussian"}}
    run = client.post("/api/v1/runs", json.dumps(body), content_type="application/json")
    assert run.status_code == 202, run.json()
    work_off()
    result = client.get(f"{run.json()['href']}/result")
    assert result.content == client.get(URL, {**ASKED, "decay": "gaussian"}).content


@pytest.mark.parametrize(("how", "reaching"), [({"radius_m": 1000}, "reach"), ({"minutes": 10}, "walking")])
def test_whoever_waits_is_told_the_stages(town, how, reaching):
    told = []
    question = {"layer": "shelters", "capacity": "evacuation", "area": "9901", **how}
    Asking(accessibility_run.ACCESSIBILITY_RUN, question, None, "en").answer(Progress(show=told.append))
    assert list(dict.fromkeys(one.key for one in told)) == ["people", "sites", reaching, "places", "areas", "writing"]
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)


@pytest.mark.parametrize(
    "question",
    [
        {"radius_m": 1000, "capacity": "evacuation", "area": "9901", "level": "county"},
        {"minutes": 12.5, "speed_m_s": 0.9, "capacity": "evacuation", "bands": "5:1,12.5:0.25"},
        {"radius": "standard", "capacity": "post_impact", "decay": "gaussian", "usable": True},
    ],
)
def test_a_question_is_understood_again_as_it_was(town, question):
    layer = find_layer("shelters")
    first = read_accessibility_body(question, layer, None)[0]
    body = json.loads(json.dumps(accessibility_run.accessibility_body(first)))
    assert body.pop("layer") == "shelters"
    assert read_accessibility_body(body, layer, None)[0] == first


def run(capsys, *arguments):
    code = 0
    try:
        call_command("accessibility", *arguments)
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    return code, printed.out, printed.err


SHELL = ("shelters", "--radius", "1000", "--capacity", "evacuation", "--area", "9901")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_shell_prints_the_areas_the_lowest_first(town, capsys, monkeypatch, language):
    monkeypatch.setenv("COLUMNS", "180")
    world.shelter("D", (EAST_LON, 34.5), capacity_evacuation_persons=2)
    with translation.override(language):
        code, out, _ = run(capsys, *SHELL)
    assert code == 0
    assert out.index("990102") < out.index("990101")
    assert ["0.02" in out, "0.25" in out, "1,007" in out, "2020" in out] == [True] * 4


def test_the_shell_prints_the_apis_document(client, town, capsys):
    code, out, _ = run(capsys, *SHELL, "--decay", "gaussian", "--json")
    assert code == 0
    assert json.loads(out) == get(client, **ASKED, decay="gaussian")


def test_the_shell_says_what_is_wrong_in_one_line(town, capsys):
    code, out, err = run(capsys, "shelters", "--radius", "1000")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("onemap accessibility: ")
