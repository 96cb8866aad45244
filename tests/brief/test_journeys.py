"""Briefs of answers by time: the time and its parts, what was left out by name, and the danger that was avoided."""

import pytest

from layers.brief import words
from tests import world

pytestmark = pytest.mark.django_db

HERE = f"lon={world.ORIGIN[0]}&lat={world.ORIGIN[1]}"


@pytest.fixture
def answers(as_role, brief_of):
    """``answers(asked)`` → the document and the brief of the same question."""
    for code, place in world.draw("A..B....C").items():
        status = "away" if code == "B" else "available"
        world.team(f"T-{code}", place, status=status, on_duty_persons=9, members_persons=12)
    world.incident("I-1", world.draw("...........D")["D"], outline=world.box(109.6, 34.4, 109.7, 34.6))

    def ask(asked):
        caller = as_role("viewer")
        document = caller.get(f"/api/v1/nearest/teams?{HERE}&{asked}").json()
        return document, brief_of(caller.get(f"/api/v1/nearest/teams/brief?{HERE}&{asked}"))

    return ask


def test_each_row_has_its_time_in_its_parts_and_says_what_it_rests_on(answers):
    document, brief = answers("by=travel_time&usable=true")
    assert "the 5 soonest there" in brief.text
    assert "Vehicle fire engine" in brief.text
    rows = brief.rows[1:]
    assert len(rows) == len(document["features"]) == 2
    for row, feature in zip(rows, document["features"], strict=True):
        told = feature["properties"]
        assert words.duration(told["duration_s"]) in row[3]
        assert f"{words.duration(told['mobilise_s'])} + {words.duration(told['travel_s'])}" in row[3]
        assert "estimate" in row[3]
    assert "An estimated time is distance × detour factor ÷ planning speed" in brief.text


def test_those_left_out_are_named_with_their_reasons(answers):
    document, brief = answers("explain=true&usable=true")
    [left_out] = [feature["properties"] for feature in document["left_out"]]
    row = brief.rows[-1]
    assert left_out["code"] in row[0]
    assert words.distance(left_out["distance_m"]) in row[1]
    assert row[2].strip() == left_out["reason_text"]["en"]


def test_a_danger_is_drawn_and_named(answers):
    _, plain = answers("k=3")
    _, brief = answers("k=3&avoid=incidents:I-1")
    assert "Avoiding Incident I-1 (I-1)" in brief.text
    assert '<i class="avoided">' in brief.html
    assert '<i class="avoided">' not in plain.html
    assert brief.scripts[1].count("[109.7, 34.4]") > plain.scripts[1].count("[109.7, 34.4]")
    _, drawn = answers("k=3&avoid=109.6,34.4;109.7,34.4;109.7,34.6")
    assert "Avoiding the area on the map" in drawn.text
