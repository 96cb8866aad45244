"""Scenarios in the admin: found by name and layer, and told in words, in both languages."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.models import Scenario
from tests import world
from tests.admin.test_admin import editor

__all__ = ["editor"]
pytestmark = pytest.mark.django_db

URL = "/admin/layers/scenario/"
CHANGES = {
    "close": ["SH-1", "GONE-1"],
    "add": [{"name": "<b>North</b> square", "lon": 109.6, "lat": 34.5, "capacity_persons": 1200}],
    "capacity": {"SH-2": 3000},
}


@pytest.fixture
def kept(db):
    world.shelter("SH-1", (109.5, 34.5), name="第一中学", name_en="First school")
    world.shelter("SH-2", (109.55, 34.5), name="第二中学", name_en="Second school")
    Scenario.objects.create(name="Depot out", layer="depots")
    return Scenario.objects.create(
        name="North first", note="Opens in spring.", layer="shelters", changes=CHANGES, parameters={"radius_m": 1000}
    )


def page(client, address, language="en"):
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_they_are_listed_searched_and_narrowed_by_layer(editor, kept):
    both = page(editor, URL)
    assert "North first" in both
    assert "Depot out" in both
    assert "2 closed, 1 added, 1 of other capacity" in both
    assert "Depot out" not in page(editor, f"{URL}?layer=shelters")
    found = page(editor, f"{URL}?q=spring")
    assert ("North first" in found, "Depot out" in found) == (True, False)


def test_every_change_is_told_in_words_in_both_languages(editor, kept):
    english = page(editor, f"{URL}{kept.pk}/change/")
    for words in (
        "closed: SH-1 · First school",
        "closed: GONE-1 · no longer in the register",
        "added: &lt;b&gt;North&lt;/b&gt; square at 109.60000, 34.50000, 1,200 persons",
        "other capacity: SH-2 · Second school, 3,000 persons",
        "radius_m = 1000",
    ):
        assert words in english
    chinese = page(editor, f"{URL}{kept.pk}/change/", "zh-hans")
    for words in ("关闭：SH-1 · 第一中学", "关闭：GONE-1 · 已不在登记中", "调整容量：SH-2 · 第二中学，3,000 人"):
        assert words in chinese


def test_a_name_may_be_mended_but_no_change_written_here(editor, kept):
    sent = {"name": "Later", "note": "", "changes": "{}", "layer": "depots"}
    assert editor.post(f"{URL}{kept.pk}/change/", sent).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.layer, kept.changes) == ("Later", "shelters", CHANGES)
    assert editor.get(f"{URL}add/").status_code == 403


def test_what_cannot_be_read_is_shown_as_it_is(editor, db):
    odd = Scenario.objects.create(name="Odd", layer="no such layer", changes={"close": 5})
    assert "no such layer" in page(editor, URL)
    assert "close" in page(editor, f"{URL}{odd.pk}/change/")


def test_planners_do_not_see_them_here(kept):
    user = User.objects.create_user("p", is_staff=True)
    user.groups.add(Group.objects.get(name="planner"))
    client = Client()
    client.force_login(user)
    assert client.get(URL).status_code == 403
