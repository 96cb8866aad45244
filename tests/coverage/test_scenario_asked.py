"""Coverage as it would be with a kept scenario: named by its id, instead of changes written out."""

import json
import re

import pytest
from django.test import Client

from layers.models import KeptAnswer, Scenario, Shelter
from layers.runs.worker import work_off
from tests.coverage.test_scenarios import CHANGES, keep, send, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db(transaction=True)

URL = "/api/v1/coverage/shelters"
ASKED = {"radius_m": 1000, "area": "1", "capacity": "evacuation"}


def get(client, status=200, address=URL, **query):
    response = client.get(address, {**ASKED, **query})
    assert response.status_code == status, response.content.decode()
    return response.json()


def post(client, status=200, address=URL, **body):
    response = send(client, "post", address, {**ASKED, **body})
    assert response.status_code == status, response.content.decode()
    return response.json()


@pytest.fixture
def anonymous():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def kept(as_role, town):
    return keep(as_role("planner"))


def test_a_scenario_is_answered_as_its_changes_are(anonymous, kept):
    by_id, written_out = get(anonymous, scenario=kept["id"]), post(anonymous, changes=CHANGES)
    assert (by_id["covered_people"], by_id["served"]) == (200, 110)
    assert by_id["query"].pop("scenario") == {"id": kept["id"], "name": "North first"}
    assert written_out["query"].pop("scenario") is None
    assert [one.pop("text")["en"] for one in by_id["notes"] if one["key"] == "what_if"] == [
        "“North first”, a what-if: 1 closed, 1 added, 1 with another capacity; the register is unchanged."
    ]
    for document in (by_id, written_out):
        document.pop("notes")
    assert by_id == written_out
    assert post(anonymous, scenario=kept["id"])["query"]["scenario"]["id"] == kept["id"]


def test_cells_siting_and_the_report_take_it_too(anonymous, kept):
    cells = get(anonymous, address=f"{URL}/cells", scenario=kept["id"])
    assert (sum(cells["served"]), sum(cells["out_of_reach"])) == (110, 100)
    response = anonymous.get(f"{URL}/report", {**ASKED, "scenario": kept["id"], "format": "csv", "lang": "en"})
    assert response.status_code == 200
    body = {"method": "mclp", "p": 1, "radius_m": 1000, "area": "1", "scenario": kept["id"]}
    candidates = [{"name": "South", "lon": 109.5, "lat": 34.5}]
    found = send(anonymous, "post", "/api/v1/siting/shelters", {**body, "candidates": candidates}).json()
    assert (found["before"]["covered_people"], found["after"]["covered_people"]) == (200, 300)
    assert [one["name"] for one in found["changes"]["add"]] == ["North square", "South"]


def test_a_scenario_that_was_changed_is_answered_anew(anonymous, as_role, kept):
    before = get(anonymous, scenario=kept["id"])
    send(
        as_role("planner"), "put", kept["href"], {"name": "Later", "layer": "shelters", "changes": {"close": ["SH-2"]}}
    )
    after = get(anonymous, scenario=kept["id"])
    assert (before["covered_people"], after["covered_people"]) == (200, 100)
    assert after["query"]["scenario"]["name"] == "Later"


def test_what_is_kept_of_an_answer_is_kept_by_what_the_scenario_holds(anonymous, as_role, kept, monkeypatch):
    monkeypatch.setattr("layers.runs.asking.KEEP_FROM_S", 0.0)
    first = get(anonymous, scenario=kept["id"])
    assert get(anonymous, scenario=kept["id"]) == first
    assert KeptAnswer.objects.count() == 1
    send(as_role("planner"), "put", kept["href"], {"name": "North first", "layer": "shelters", "changes": {}})
    assert get(anonymous, scenario=kept["id"])["covered_people"] == 200
    assert get(anonymous, scenario=kept["id"])["served"] == 100
    assert KeptAnswer.objects.count() == 2


def test_long_work_on_a_scenario_gives_the_same_answer(anonymous, kept):
    answer = anonymous.get(URL, {**ASKED, "scenario": kept["id"]}, headers={"Prefer": "respond-async"})
    assert answer.status_code == 202
    work_off()
    run = anonymous.get(answer["Location"]).json()
    assert run["state"] == "done", run
    assert anonymous.get(run["result_href"]).json() == get(anonymous, scenario=kept["id"])


def test_a_scenario_and_changes_beside_it_are_refused(anonymous, kept):
    (fault,) = post(anonymous, 400, scenario=kept["id"], changes={"close": ["SH-1"]})["errors"]
    assert fault["pointer"] == "/scenario"


def test_a_scenario_that_is_not_there_or_of_another_layer_is_refused(anonymous, kept):
    for nothing in ("5", "00000000-0000-4000-8000-000000000000"):
        assert get(anonymous, 404, scenario=nothing)["status"] == 404
    depots = Scenario.objects.create(name="Depots", layer="depots")
    (fault,) = get(anonymous, 400, scenario=str(depots.pk))["errors"]
    assert fault["parameter"] == "scenario"
    assert "“Depots” is a scenario of" in fault["detail"]
    assert post(anonymous, 400, scenario=str(depots.pk))["errors"][0]["pointer"] == "/scenario"


def test_a_scenario_is_as_secret_as_its_layer_here_too(anonymous, as_role, kept):
    teams = Scenario.objects.create(name="Secret plan", layer="teams")
    refused = get(anonymous, 401, scenario=str(teams.pk))
    assert "Secret plan" not in json.dumps(refused)
    assert get(as_role("viewer"), 400, scenario=str(teams.pk))["errors"][0]["parameter"] == "scenario"


def test_a_scenario_whose_shelter_was_deleted_names_both(anonymous, kept):
    Shelter.objects.filter(code__in=["SH-1", "SH-2"]).delete()
    faults = get(anonymous, 400, scenario=kept["id"])["errors"]
    assert [one["parameter"] for one in faults] == ["scenario"] * 2
    for fault, code in zip(faults, ("SH-1", "SH-2"), strict=True):
        assert re.search(f"“North first”.*“{code}”", fault["detail"])


def test_the_shell_takes_a_scenario(capsys, kept):
    from django.core.management import call_command

    words = ("coverage", "shelters", "--radius", "1000", "--area", "1", "--capacity", "evacuation")
    call_command(*words, "--scenario", kept["id"], "--json")
    assert json.loads(capsys.readouterr().out)["served"] == 110
