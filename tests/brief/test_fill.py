"""POST /api/v1/fill/brief: the plan's numbers on paper, with what stays short."""

import json

import pytest

from layers.brief import words
from tests import world

pytestmark = pytest.mark.django_db

TRUCK = {"speed_km_h": 36, "detour_factor": 1.5, "loading_minutes": 20}


def body(quantity, **more):
    place = {"lon": world.ORIGIN[0], "lat": world.ORIGIN[1]}
    return json.dumps({"place": place, "items": [{"item": "tent-b", "quantity": quantity}], "vehicle": TRUCK, **more})


@pytest.fixture
def depots():
    tent = world.item("tent-b")
    for code, place in world.draw("OA....B").items():
        if code != "O":
            world.depot(f"D-{code}", place, stock=[{"item": tent, "on_hand": 40}])


def test_the_tables_have_the_documents_numbers(as_role, depots, brief_of):
    caller = as_role("viewer")
    asked = body(70, deadline_s=7200)
    document = caller.post("/api/v1/fill", asked, "application/json").json()
    brief = brief_of(caller.post("/api/v1/fill/brief", asked, "application/json"))
    _, *rows = brief.rows
    assert len(rows) == document["depots"] == 2
    for row, part in zip(rows, document["parts"], strict=True):
        assert part["depot"]["code"] in row[1]
        assert f"{part['item_name']['en']} {words.number(part['quantity'])}" in row[2]
        assert words.distance(part["distance_m"]) in row[3]
        assert words.duration(part["arrive_s"]) in row[5]
    assert (
        f"All of it comes from 2 depots. The last part arrives in {words.duration(document['complete_s'])}"
        in brief.text
    )
    assert "A plan only: nothing is reserved by it." in brief.text


def test_what_is_short_stands_in_the_answer_and_in_a_table_of_its_own(as_role, depots, brief_of):
    brief = brief_of(as_role("viewer").post("/api/v1/fill/brief", body(100, deadline_s=1500), "application/json"))
    assert "Still missing: tent-b 60 件. The rest comes from one depot." in brief.text
    short = brief.rows[1]
    assert "60" in short[1]
    assert "Depot D-B" in short[2]
    assert "40" in short[3]
    nothing = brief_of(as_role("viewer").post("/api/v1/fill/brief", body(100, deadline_s=1), "application/json"))
    assert "Nothing of it can be there in time: tent-b 100 件." in nothing.text


def test_a_brief_of_a_plan_needs_the_plans_rights_and_a_good_question(as_role, depots):
    assert as_role(None).post("/api/v1/fill/brief", body(1), "application/json").status_code == 401
    caller = as_role("viewer")
    assert caller.post("/api/v1/fill/brief", body(-1), "application/json").status_code == 400
    assert caller.post("/api/v1/fill/brief?lang=fr", body(1), "application/json").status_code == 400
    assert caller.get("/api/v1/fill/brief").status_code == 405


def test_a_plan_speaks_chinese_too(as_role, depots, brief_of):
    brief = brief_of(as_role("viewer").post("/api/v1/fill/brief?lang=zh", body(70), "application/json"))
    assert "由 2 个储备库全部满足。最后一批" in brief.text
    assert "仅为方案，未占用任何库存。" in brief.text


def test_arrivals_on_another_day_carry_their_date():
    assert words.clock("2026-11-26T23:50:00+08:00", "2026-11-26T09:00:00+08:00") == "23:50"
    assert words.clock("2026-11-27T00:10:00+08:00", "2026-11-26T09:00:00+08:00") == "2026-11-27 00:10"
