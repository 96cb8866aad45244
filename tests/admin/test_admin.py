"""The admin takes positions as two numbers and keeps the parts of a row with it."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.models import Depot, Team
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = User.objects.create_user("e", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client


TEAM = {
    "code": "T-1",
    "name": "蓝天救援队",
    "geom_lon": "109.5",
    "geom_lat": "34.5",
    "category": "social",
    "members_persons": "10",
    "on_duty_persons": "5",
    "status": "available",
    "vehicles": "[]",
    "equipment": "[]",
    "disciplines": "water,diving",
}


def test_a_team_is_added_with_its_position(editor):
    response = editor.post("/admin/layers/team/add/", TEAM)
    assert response.status_code == 302, response.context["errors"]
    team = Team.objects.get()
    assert (team.geom.x, team.geom.y, team.disciplines) == (109.5, 34.5, ["water", "diving"])


@pytest.mark.parametrize(
    "bad",
    [
        {"geom_lon": "34.5", "geom_lat": "109.5"},
        {"geom_lon": ""},
        {"geom_lon": "nan"},
        {"geom_lon": "x; DROP"},
        {"on_duty_persons": "11"},
    ],
)
def test_a_bad_position_or_number_is_refused(editor, bad):
    response = editor.post("/admin/layers/team/add/", {**TEAM, **bad})
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Team.objects.exists()


def test_a_depots_stock_is_edited_beneath_it(editor):
    depot = world.depot("D-1", stock=[{"item": world.item("tent-a"), "on_hand": 5}])
    line = depot.stock_lines.get()
    response = editor.post(
        f"/admin/layers/depot/{depot.pk}/change/",
        {
            "code": "D-1",
            "name": "库",
            "geom_lon": "109.5",
            "geom_lat": "34.5",
            "level": "county",
            "storage_mode": "physical",
            "status": "in_service",
            "stock_lines-TOTAL_FORMS": "1",
            "stock_lines-INITIAL_FORMS": "1",
            "stock_lines-0-id": line.pk,
            "stock_lines-0-depot": str(depot.pk),
            "stock_lines-0-item": line.item.pk,
            "stock_lines-0-on_hand": "8",
            "stock_lines-0-reserved": "3",
            "stock_lines-0-minimum": "0",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    assert Depot.objects.get().stock[0]["available"] == 5
