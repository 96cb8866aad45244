"""GET /api/v1/nearest/{layer}/brief: the document's numbers, as far as the role reaches, in the caller's language."""

import re
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.utils import timezone

from layers import catalog
from layers.brief import known, words
from layers.rights import Role, Sensitivity, reach_of
from tests import world
from tests.brief.conftest import HOSTILE

pytestmark = pytest.mark.django_db

ROLES = [None, *Role]
PHONE = "0913-000-0199"
HERE = f"lon={world.ORIGIN[0]}&lat={world.ORIGIN[1]}"


@pytest.fixture
def depots():
    tent = world.item("tent-b")
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    for code, place in world.draw("A..B.C").items():
        world.depot(
            f"D-{code}",
            place,
            stock=[{"item": tent, "on_hand": {"A": 10, "B": 1600, "C": 700}[code]}],
            contact_phone=PHONE,
            verified_at=timezone.now(),
        )


def question(**more):
    return f"{HERE}&{'&'.join(f'{name}={value}' for name, value in more.items())}"


def test_the_table_has_the_documents_numbers_in_the_documents_order(as_role, depots, brief_of):
    asked = question(item="tent-b", quantity=500, k=5)
    caller = as_role("commander")
    document = caller.get(f"/api/v1/nearest/depots?{asked}").json()
    brief = brief_of(caller.get(f"/api/v1/nearest/depots/brief?{asked}"))
    head, *rows = brief.rows
    headings = [cell.split("\n")[0] for cell in head]
    assert headings == ["#", "name", "distance", "available", "state", "checked", "contact"]
    assert len(rows) == len(document["features"]) == 2
    for row, feature in zip(rows, document["features"], strict=True):
        told = feature["properties"]
        assert row[0].strip() == str(told["rank"])
        assert told["name"] in row[1]
        assert told["code"] in row[1]
        assert row[2].split("\n")[0] == words.distance(told["distance_m"])
        assert words.number(told["available"]["tent-b"]) in row[3]
    assert "tent-b 1,600" in brief.text
    assert f"too little stock (available and unexpired) {document['excluded']['too_little']}" in brief.text
    assert "Need at each tent-b 500" in brief.text
    assert "109.51000° E, 34.50000° N (WGS 84) · Area 9901" in brief.text


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("layer", list(catalog.layers_asked(catalog.NEAREST)), ids=lambda layer: layer.key)
def test_reading_reaches_as_far_as_the_role(as_role, brief_of, layer, role):
    for kind in (world.shelter, world.depot, world.team, world.hazard, world.incident):
        kind("X-1", contact_phone=PHONE, contact_name=PHONE)
    response = as_role(role).get(f"/api/v1/nearest/{layer.key}/brief?{HERE}")
    if not layer.readable_by(role):
        assert response.status_code == (401 if role is None else 403)
        assert response["Content-Type"] == "application/problem+json"
        return
    brief = brief_of(response)
    assert "X-1" in brief.text
    assert (PHONE in brief.html) == (reach_of(role) is Sensitivity.RESTRICTED)


def test_what_may_not_be_asked_may_not_be_asked_of_a_brief_either(as_role, depots):
    url = f"/api/v1/nearest/depots/brief?{question(item='tent-b')}"
    assert as_role(None).get(url).status_code == 401
    assert as_role("viewer").get(url).status_code == 200
    for bad in ("lon=1", f"{HERE}&dragons=1", f"{HERE}&lang=fr", f"{HERE}&title=", "from=incidents:none"):
        response = as_role("viewer").get(f"/api/v1/nearest/depots/brief?{bad}")
        assert response.status_code in (400, 404), bad
        assert response["Content-Type"] == "application/problem+json"
    assert as_role(None).get(f"/api/v1/nearest/dragons/brief?{HERE}").status_code == 404


@pytest.mark.parametrize(
    ("lang", "tag", "said"), [("zh", "zh-Hans", "最近的避难场所"), ("en", "en", "Nearest: Shelters")]
)
def test_a_brief_speaks_the_language_asked_for_else_the_callers(anonymous_in, brief_of, lang, tag, said):
    world.shelter("S-1", name="朝阳公园", name_en="Chaoyang Park")
    other = {"zh": "en", "en": "zh-hans"}[lang]
    for caller, more in ((anonymous_in(other), f"&lang={lang}"), (anonymous_in(lang), "")):
        brief = brief_of(caller.get(f"/api/v1/nearest/shelters/brief?{HERE}{more}"))
        assert said in brief.text
        assert f'<html lang="{tag}"' in brief.html
        assert ("Chaoyang Park" in brief.text) == (lang == "en")


@pytest.fixture
def anonymous_in():
    from django.test import Client

    return lambda language: Client(headers={"accept-language": language})


def test_text_from_people_stays_text(as_role, brief_of):
    world.shelter("S-1", name=HOSTILE, address=HOSTILE, contact_name=HOSTILE)
    world.area("9901", world.box(109, 34, 110, 35)).__class__.objects.update(name=HOSTILE)
    brief = brief_of(as_role("commander").get(f"/api/v1/nearest/shelters/brief?{HERE}&title={quote(HOSTILE)}"))
    assert len(brief.scripts) == 3
    assert brief.html.count("<script") == brief.html.count("</script") == 3
    assert brief.text.count("<script>alert('x')</script>") >= 5  # title, answer, name, address, contact
    hints = re.findall(r"bindTooltip\(\s*`(.*?)`,", brief.scripts[1], re.S)
    assert len(hints) == 1
    assert "alert(1)" in hints[0]
    assert "${" not in hints[0]
    assert "\\" not in hints[0]


def test_nothing_found_is_said_with_what_was_left_out(as_role, depots, brief_of):
    brief = brief_of(as_role("viewer").get(f"/api/v1/nearest/depots/brief?{question(item='tent-b', quantity=9999)}"))
    assert "Nothing meets these conditions. 3 others were left out." in brief.text
    assert "too little stock (available and unexpired) 3" in brief.text
    assert brief.rows == []


def test_the_map_from_which_it_was_asked_is_the_address_to_ask_again(as_role, brief_of):
    url = f"/api/v1/nearest/shelters/brief?{HERE}"
    caller = as_role(None)
    assert f"http://testserver{url}".replace("&", "&amp;") in brief_of(caller.get(url)).html
    page = "http://testserver/?tool=nearest&place=109.51,34.5"
    assert page in brief_of(caller.get(url, headers={"referer": page})).text
    for stranger in ("http://evil.example/?tool=nearest", "http://testserver/admin/?x=1"):
        assert stranger not in brief_of(caller.get(url, headers={"referer": stranger})).text


def test_demo_data_and_old_checks_look_like_what_they_are(as_role, brief_of):
    caller, url = as_role(None), f"/api/v1/nearest/shelters/brief?{HERE}"
    row = world.shelter("S-1", verified_at=timezone.now() - timezone.timedelta(days=31))
    brief = brief_of(caller.get(url))
    assert "Demo data" not in brief.text
    assert '<td class="firm doubtful">31 d ago</td>' in brief.html
    type(row).objects.update(is_demo=True, verified_at=None)
    brief = brief_of(caller.get(url))
    assert "Demo data · positions and town borders invented" in brief.text
    assert '<td class="firm doubtful">never</td>' in brief.html


def test_without_the_database_the_brief_is_plainer_but_there(as_role, depots, brief_of, monkeypatch):
    def away(ask, otherwise):
        try:
            raise OperationalError("gone")
        except OperationalError:
            return otherwise

    for module in ("layers.brief.known", "layers.brief.ground"):
        monkeypatch.setattr(f"{module}.unless_away", away)
    brief = brief_of(as_role("viewer").get(f"/api/v1/nearest/depots/brief?{question(item='tent-b')}"))
    assert "Depot D-A" in brief.text
    assert known.item_texts(["tent-b"]) == {"tent-b": ("tent-b", "")}


def test_resources_across_the_antimeridian_and_at_the_pole_are_drawn_near(as_role, brief_of):
    world.shelter("W", (-179.9, 0.0))
    world.shelter("P", (10.0, 89.99))
    for place in ("lon=179.9&lat=0", "lon=0&lat=90", "lon=-180&lat=-90"):
        assert brief_of(as_role(None).get(f"/api/v1/nearest/shelters/brief?{place}")).rows


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*", "text/html,application/xhtml+xml;q=0.9"])
def test_a_brief_may_be_asked_for_by_whatever_asks_for_pages_or_answers(as_role, brief_of, accept):
    world.shelter("S-1")
    brief_of(as_role(None).get(f"/api/v1/nearest/shelters/brief?{HERE}", headers={"accept": accept}))
