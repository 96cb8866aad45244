"""Coverage as long work: the same document as at once; big places become a run, and the shell is unimpressed."""

import json

import pytest
from django.test import Client

from layers.api import runs
from layers.api.coverage import run as coverage_run
from layers.api.coverage.reading import read_coverage_body
from layers.catalog import find_layer
from layers.queries.coverage import size
from layers.runs.worker import work_off
from tests import world
from tests.coverage import cases
from tests.people.cases import population

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/coverage/shelters"


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def town():
    city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=city)
    world.shelter("A", (109.25, 34.5), capacity_evacuation_persons=600)
    population("town", cases.cells((109.25, 34.5, 900), (109.75, 34.5, 100)))


def run_of(client, **question):
    body = {"kind": "coverage", "question": {"layer": "shelters", **question}}
    answer = client.post("/api/v1/runs", json.dumps(body), content_type="application/json")
    assert answer.status_code == 202, answer.json()
    return answer.json()


def test_a_run_gives_the_bytes_that_the_endpoint_gives(client, town):
    run = run_of(client, radius_m=1000, area="9901", capacity="evacuation")
    work_off()
    result = client.get(f"{run['href']}/result")
    asked = {"radius_m": 1000, "area": "9901", "capacity": "evacuation"}
    assert result.content == client.get(URL, asked).content
    assert result.json()["served"] == 600


def test_a_change_in_the_register_asks_for_a_new_answer(client, town):
    run_of(client, radius_m=1000)
    work_off()
    assert run_of(client, radius_m=1000)["state"] == "done"
    world.shelter("B", (109.75, 34.5))
    assert run_of(client, radius_m=1000)["state"] == "queued"


def test_what_would_take_long_becomes_a_run(client, town, monkeypatch):
    monkeypatch.setattr(size, "LEAST_S", 10.0)
    answer = client.get(URL, {"radius_m": 1000, "area": "9901", "geometry": "true", "usable": "true"})
    assert answer.status_code == 202
    work_off()
    run = client.get(answer["Location"]).json()
    assert run["state"] == "done", run
    document = client.get(run["result_href"]).json()
    assert document["query"]["filters"] == {"usable": True}
    assert document["geometry"]["type"] == "MultiPolygon"


def test_the_estimate_grows_with_what_is_asked(client, town):
    def estimate(**question):
        return coverage_run.prepare({"layer": "shelters", **question}, None).estimate_s

    radius = estimate(radius_m=1000, ground=False)
    assert 0 < radius < estimate(radius_m=1000, ground=False, capacity="evacuation")
    assert radius < estimate(radius_m=1000)
    assert radius < estimate(minutes=15, ground=False) < runs.SOON_S


def test_along_roads_every_site_is_waited_for(town, monkeypatch):
    def estimate():
        return coverage_run.prepare({"layer": "shelters", "minutes": 15, "ground": False}, None).estimate_s

    by_estimate = estimate()
    world.shelters({code: (109.3 + at / 10, 34.5) for at, code in enumerate("BCD")})
    assert estimate() - by_estimate == pytest.approx(3 * size.SITE_S, abs=0.01)
    monkeypatch.setattr(size, "roads_in_use", lambda: object())
    assert estimate() - by_estimate == pytest.approx(4 * size.ROADS_S, abs=0.01)


def test_only_the_cells_around_a_place_are_reckoned_with(town, monkeypatch):
    monkeypatch.setattr(size, "WORTH_A_LOOK_S", 0.0)
    monkeypatch.setattr(size, "LEAST_S", 0.0)
    far = {"type": "Polygon", "coordinates": [[[10, 10], [11, 10], [11, 11], [10, 10]]]}
    question = {"layer": "shelters", "radius_m": 1000, "ground": False}
    assert coverage_run.prepare({**question, "polygon": far}, None).estimate_s == 0
    assert coverage_run.prepare({**question, "area": "9901"}, None).estimate_s > 0


@pytest.mark.parametrize(
    "question",
    [
        {"radius_m": 1000, "area": "9901", "level": "county", "ground": False},
        {"minutes": 12.5, "speed_m_s": 0.9},
        {"radius": "standard", "capacity": "evacuation", "usable": True, "changes": {"close": ["A"]}},
        {"radius_m": 5, "polygon": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}},
    ],
)
def test_a_question_is_understood_again_as_it_was(town, question):
    layer = find_layer("shelters")
    first = read_coverage_body(question, layer, None)[0]
    body = json.loads(json.dumps(coverage_run.as_body(first)))
    assert body.pop("layer") == "shelters"
    again = read_coverage_body(body, layer, None)[0]
    assert coverage_run.work_of(again).question == coverage_run.work_of(first).question
    assert again == first


@pytest.mark.parametrize(
    ("question", "pointer"),
    [({}, "/question/layer"), ({"layer": "areas"}, "/question/layer"), ({"layer": "shelters"}, "/question/radius_m")],
)
def test_faults_are_pointed_at_within_the_question(client, town, question, pointer):
    body = {"kind": "coverage", "question": question}
    answer = client.post("/api/v1/runs", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
