"""A report that also says where to build next, and holds what-ifs against today: one document in every form."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from django.core.management import call_command

from layers.models import Scenario
from layers.people.cells import Cells
from layers.people.write import write_population
from tests import world
from tests.coverage.conftest import nothing_kept

__all__ = ["nothing_kept"]

ADDRESS = "/api/v1/coverage/shelters/report"
SCHOOL, SQUARE, FIELD = (
    {"name": "East school", "lon": 109.7, "lat": 34.5},
    {"name": "West square", "lon": 109.3, "lat": 34.7},
    {"name": "Empty field", "lon": 109.9, "lat": 34.1},
)
SITING = {"method": "mclp", "p": 2, "candidates": [FIELD, SQUARE, SCHOOL]}
CLOSED = {"name": "School A closed", "changes": {"close": ["A"]}}


@pytest.fixture
def people(db):
    """In the west 700 of 1,000 are within 1 km of a shelter that has 600 places; in the east none of 500 are."""
    top = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=top)
    world.area("990102", world.box(109.5, 34.0, 110.0, 35.0), parent=top)
    world.shelter("A", (109.2, 34.5), capacity_evacuation_persons=600, name_en="School A")
    cells = Cells(np.array([109.2, 109.3, 109.7]), np.array([34.5, 34.7, 34.5]), np.array([700.0, 300.0, 500.0]))
    return write_population("toy", [cells], name="玩具人口", name_en="Toy people", source="made up", year=2020)


@pytest.fixture
def report(as_role):
    def post(form="html", lang="en", status=200, target=0.6, role=None, **body):
        asked = {"radius_m": 1000, "area": "9901", **body}
        address = f"{ADDRESS}?format={form}&lang={lang}&target={target}"
        answer = as_role(role).post(address, json.dumps(asked), content_type="application/json")
        assert answer.status_code == status, answer.content.decode()
        return answer

    return post


def test_the_headline_says_what_the_new_sites_would_do(people, report, brief_of):
    page = brief_of(report(siting=SITING))
    text = page.text.replace("\u00a0", " ")
    assert "46.7% of 1,500 people live within 1 km" in text
    assert "2 new sites would lift this to 100.0%: 800 more people; all 2 counties would then meet the target." in text
    chinese = brief_of(report(lang="zh", siting=SITING)).text
    assert "新增 2 处场所可使其升至 100.0%：增加 800 人，2 个区县将全部达标。" in chinese
    one = brief_of(report(target=0.8, siting={**SITING, "p": 1})).text
    assert "1 new site would lift this to 80.0%: 500 more people; 1 county that misses the target" in one


def test_the_picks_stand_in_order_with_what_each_adds_and_what_it_changes_by_area(people, report, brief_of):
    rows = [[cell.strip().split("\n")[0] for cell in row] for row in brief_of(report(siting=SITING)).rows]
    picks = [row for row in rows if "East school" in row or "West square" in row]
    assert [(row[0], row[1], row[3], row[4], row[5]) for row in picks] == [
        ("1", "East school", "+500", "+500", "80.0%"),
        ("2", "West square", "+300", "+300", "100.0%"),
    ]
    assert [row[2] for row in picks] == ["Area 990102, Area 9901", "Area 990101, Area 9901"]
    gains = [row for row in rows if len(row) == 6 and row[0] in ("Area 990101", "Area 990102") and row[4][0] == "+"]
    assert [tuple(row) for row in gains] == [
        ("Area 990102", "500", "0.0%", "100.0%", "+500", "met"),
        ("Area 990101", "1,000", "70.0%", "100.0%", "+300", "met"),
    ]


def test_the_picks_are_marked_on_both_maps(people, report):
    page = report(siting=SITING).content.decode()
    assert page.count("1 · East school") == page.count("2 · West square") == 2
    assert "· Empty field" not in page
    assert "proposed site, in the order of gain" in page
    assert "proposed site" not in report().content.decode()


def test_places_are_counted_where_new_sites_give_some(people, report, brief_of):
    served = {**SITING, "method": "served", "places_persons": 200}
    text = brief_of(report(capacity="evacuation", siting=served)).text
    assert "40.0% of 1,500 people have a place" in text
    assert "2 new sites would lift this to 66.7%: 400 more people." in text
    reached = brief_of(report(capacity="evacuation", siting=SITING)).text
    assert "2 new sites would bring 100.0% within reach, whether there is a place for them or not" in reached
    enlarged = brief_of(report(capacity="evacuation", siting={"method": "served", "p": 1, "upgrades": {"A": 50}})).text
    assert "1 enlarged site would lift this to 43.3%: 50 more people." in enlarged


def test_what_there_is_to_know_of_the_choice_is_noted(people, report, brief_of):
    text = brief_of(report(siting={**SITING, "p": 3, "candidates": [FIELD, SCHOOL]})).text
    assert "No site and no candidate reaches 300 people in 1 cells." in text
    assert "1 of 3 sites are enough: more would add nothing." in text


def test_that_nothing_helps_is_said(people, report, brief_of):
    text = brief_of(report(siting={"method": "mclp", "p": 1, "candidates": [FIELD]})).text
    assert "No candidate would help anyone more." in text


def test_what_ifs_stand_beside_today_over_all_and_by_area(people, report, brief_of, as_role):
    kept = Scenario.objects.create(name="East opens", layer="shelters", changes={"add": [SCHOOL]})
    page = brief_of(report(compare=[CLOSED, str(kept.pk)]))
    rows = [[cell.strip() for cell in row] for row in page.rows]
    assert ["today", "1,500", "700", "46.7%", "–"] in rows
    assert ["School A closed\ncloses 1", "1,500", "0", "0.0%", "−700"] in rows
    assert ["East opens\nadds 1", "1,500", "1,200", "80.0%", "+500"] in rows
    assert ["Area 990102\n990102", "0.0%\n0", "0.0%\n0", "100.0%\n+500"] in rows
    assert ["Area 990101\n990101", "70.0%\n700", "0.0%\n−700", "70.0%\n0"] in rows


def test_tables_have_it_as_figures(people, report):
    content = report("csv", siting=SITING, compare=[CLOSED]).content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content))}
    assert [float(rows["990102"][name]) for name in ("within reach then", "share then", "gained by new sites")] == [
        500,
        1,
        500,
    ]
    assert [float(rows["990101"][f"“School A closed”: {name}"]) for name in ("people", "share")] == [0, 0]
    book = openpyxl.load_workbook(io.BytesIO(report("xlsx", siting=SITING, compare=[CLOSED]).content))
    assert {"New sites", "Curve of gain", "What if"} < set(book.sheetnames)
    header, *values = book["New sites"].iter_rows(values_only=True)
    columns = [header.index(one) for one in ("name", "people gained", "share then")]
    assert [[row[n] for n in columns] for row in values] == [["East school", 500, 0.8], ["West square", 300, 1]]
    assert [row[:3] for row in book["Curve of gain"].iter_rows(min_row=2, values_only=True)] == [
        (1, 500, 0.8),
        (2, 800, 1),
    ]
    assert [(row[0], row[2]) for row in book["What if"].iter_rows(min_row=2, values_only=True)] == [
        ("today", 700),
        ("School A closed", 0),
    ]


def test_geometry_has_the_new_sites(people, report, tmp_path):
    file = tmp_path / "report.gpkg"
    file.write_bytes(report("gpkg", siting=SITING, compare=[CLOSED]).content)
    meta, _, places, fields = pyogrio.raw.read(file, layer="new_sites")
    read = dict(zip(meta["fields"], fields, strict=True))
    assert (read["rank"].tolist(), read["people_gained"].tolist()) == ([1, 2], [500, 300])
    assert [(one.x, one.y) for one in shapely.from_wkb(places)] == [(109.7, 34.5), (109.3, 34.7)]
    meta, *_ = pyogrio.raw.read(file, layer="areas")
    assert {"sites_share", "what_if_1_share"} < set(meta["fields"])
    document = report("geojson", siting=SITING, compare=[CLOSED]).json()
    assert document["siting"]["people"] == 800
    assert document["comparison"]["scenarios"][0]["difference"]["covered_people"] == -700


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_paper_holds_it_all_and_is_the_same_each_time(people, report, lang):
    first, second = (report("pdf", lang=lang, siting=SITING, compare=[CLOSED]).content for _ in range(2))
    assert first == second
    assert len(re.findall(rb"/Type\s*/Page\b", first)) >= 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"siting": {}}, ["/siting/method", "/siting/p", "/siting/candidates"]),
        ({"siting": []}, ["/siting"]),
        ({"siting": {**SITING, "radius_m": 5}}, ["/siting/radius_m"]),
        ({"siting": {**SITING, "candidates": {"grid": {"spacing_m": 20}}}}, ["/siting/candidates/grid/spacing_m"]),
        ({"compare": []}, ["/compare"]),
        ({"compare": [{"changes": {"close": ["A"]}}, 7]}, ["/compare/0/name", "/compare/1"]),
        ({"compare": [{"name": "x", "changes": {"close": ["Z"]}}]}, ["/compare/0"]),
        ({"compare": [CLOSED], "changes": {"close": ["A"]}}, ["/compare"]),
        ({"colour": "red"}, ["/colour"]),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(people, report, body, where):
    assert [one["pointer"] for one in report(status=400, **body).json()["errors"]] == where


def test_candidates_of_a_layer_need_the_right_to_read_it(people, report):
    body = {"siting": {"method": "mclp", "p": 1, "candidates": {"layer": "teams"}}}
    report(status=401, **body)
    report(role="planner", **body)


def test_the_shell_writes_it_too(people, tmp_path, capsys):
    kept = Scenario.objects.create(name="East opens", layer="shelters", changes={"add": [SCHOOL]})
    file = tmp_path / "report.geojson"
    words = ("coverage", "shelters", "--radius", "1000", "--area", "9901")
    call_command(*words, "--siting", "mclp:1", "--grid-m", "5000", "--compare", str(kept.pk), "--report", str(file))
    document = json.loads(file.read_text("utf-8"))
    assert document["siting"]["query"]["candidates"] == {"grid": {"spacing_m": 5000}}
    assert [one["scenario"]["name"] for one in document["comparison"]["scenarios"]] == ["East opens"]
    for wrong in (["--siting", "mclp:1", "--grid-m", "5000"], ["--grid-m", "5000", "--report", str(file)]):
        with pytest.raises(SystemExit) as ended:
            call_command(*words, *wrong)
        assert ended.value.code == 2
    with pytest.raises(SystemExit):
        call_command(*words, "--siting", "mclp:x", "--grid-m", "5000", "--report", str(file))
    assert "p " in capsys.readouterr().err
