"""A brief refers to nothing outside itself, runs its own scripts alone, and looks like the map."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from layers.brief import marks
from layers.brief.frame import MAP_HEIGHT_PX, MAP_WIDTH_PX, PADDING_PX, Frame, spread
from tests import world

FRONT_END = Path(__file__).resolve().parents[2] / "frontend" / "src"
HERE = f"lon={world.ORIGIN[0]}&lat={world.ORIGIN[1]}"


@pytest.fixture
def response(as_role, db):
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    for code, place in world.draw("A.B\n..C").items():
        world.shelter(code, place)
    return as_role(None).get(f"/api/v1/nearest/shelters/brief?{HERE}")


def test_a_brief_refers_to_nothing_outside_itself(response, brief_of):
    brief = brief_of(response)
    assert brief.references
    assert all(reference.startswith("#") for reference in brief.references)
    for style in brief.styles:
        assert "@import" not in style
        assert re.findall(r"url\(([^)]*)\)", style) == []
    assert "sourceMappingURL" not in brief.html
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", "".join(brief.scripts[1:]))


def test_the_policy_lets_the_pages_own_scripts_run_and_nothing_be_loaded(response, brief_of):
    brief = brief_of(response)
    policy = response["Content-Security-Policy"]
    assert policy == brief.metas["Content-Security-Policy"] + "; frame-ancestors 'none'"
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["img-src"] == "data:"
    assert "connect-src" not in directives
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in brief.scripts}
    assert set(directives["script-src"].split()) == hashes


def test_a_brief_is_small_has_a_name_and_is_kept_by_no_cache(response):
    assert len(response.content) < 500_000
    assert re.search(r'inline; filename="onemap-nearest-shelters-\d{12}\.html"', response["Content-Disposition"])
    assert response["Cache-Control"] == "no-store"


def test_leaflet_keeps_its_notice(response, brief_of):
    assert "Leaflet 1.9.4" in brief_of(response).scripts[0]
    assert "Vladimir Agafonkin" in brief_of(response).scripts[0]


def test_kinds_look_as_they_do_on_the_map():
    tokens = (FRONT_END / "style" / "tokens.ts").read_text("utf-8")
    light = dict(re.findall(r"'?([\w-]+)'?: '(#[0-9a-f]{6})'", tokens.split("const dark")[0]))
    assert {name: light[name] for name in marks.COLORS} == marks.COLORS
    shapes = (FRONT_END / "map" / "shapes.ts").read_text("utf-8")
    for path in marks.OUTLINES.values():
        assert f"'{path}'" in shapes


def test_everything_lies_within_the_frame_with_room_around_it():
    places = [(109.0, 34.0), (109.4, 34.9), (110.2, 34.3)]
    frame = Frame.around(places)
    xs, ys = zip(*(frame.pixel(*place) for place in places), strict=True)
    assert min(xs) >= PADDING_PX - 1e-6
    assert max(xs) <= MAP_WIDTH_PX - PADDING_PX + 1e-6
    assert min(ys) == pytest.approx(PADDING_PX)  # the tighter direction is filled
    assert max(ys) == pytest.approx(MAP_HEIGHT_PX - PADDING_PX)
    view = frame.view()
    assert view.west < 109.0 < 110.2 < view.east
    assert view.south < 34.0 < 34.9 < view.north


def test_marks_move_apart_and_away_from_the_place_itself():
    crowd = [(100.0, 100.0)] * 5 + [(101.0, 100.0), (300.0, 200.0)]
    moved = spread(crowd, least_px=26, fixed=(100.0, 100.0))
    assert moved[-1] == (300.0, 200.0)
    every = [*moved, (100.0, 100.0)]
    gaps = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for i, a in enumerate(every) for b in every[:i]]
    assert min(gaps) > 20
