"""The coverage report says what its document says, in every form, in both languages, and refers to nothing outside."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from pypdf import PdfReader

from layers.api.coverage import report_run as coverage_report_run
from layers.brief.coverage.figures import percent
from layers.people.cells import Cells
from layers.people.write import write_population
from layers.rights import Role
from layers.runs.progress import Progress
from layers.runs.worker import work_off
from tests import world
from tests.brief.conftest import HOSTILE
from tests.coverage.conftest import nothing_kept

__all__ = ["nothing_kept"]

ADDRESS = "/api/v1/coverage/shelters"
ASKED = "radius_m=1000&area=9901&capacity=evacuation"


@pytest.fixture
def city(db):
    """Two counties: in the west 600 of 1,000 people have a place and 100 reach one in vain; in the east nobody has."""
    top = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    west = world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=top)
    east = world.area("990102", world.box(109.5, 34.0, 110.0, 35.0), parent=top)
    type(west).objects.filter(pk=west.pk).update(
        name="西县", name_en="West County", population_persons=990, population_year=2020
    )
    type(east).objects.filter(pk=east.pk).update(name="东县", name_en="East County")
    world.shelter("A", (109.2, 34.5), capacity_evacuation_persons=600, name_en="School A")
    odd = world.shelter("B", (109.4, 34.9))
    type(odd).objects.filter(pk=odd.pk).update(name="=B")


@pytest.fixture
def people(city):
    cells = Cells(np.array([109.2, 109.3, 109.7]), np.array([34.5, 34.7, 34.5]), np.array([700.0, 300.0, 500.0]))
    return write_population("toy", [cells], name="玩具人口", name_en="Toy people", source="made up", year=2020)


@pytest.fixture
def report(as_role):
    def get(form: str, asked: str = ASKED, lang: str = "en", role: str | None = None):
        answer = as_role(role).get(f"{ADDRESS}/report?{asked}&format={form}&lang={lang}")
        assert answer.status_code == 200, answer.content.decode()
        return answer

    return get


@pytest.fixture
def document(as_role):
    return lambda asked=ASKED: as_role(None).get(f"{ADDRESS}?{asked}").json()


def test_the_headline_says_the_share_the_people_the_reach_and_who_misses_the_target(people, report, brief_of):
    english = brief_of(report("html")).text
    assert "Area 9901: 40.0% of 1,500 people have a place in shelters within 1 km." in english
    assert "1 of 2 counties miss the target of 60%: East County." in english
    chinese = brief_of(report("html", lang="zh")).text
    assert "1,500 人中，40.0% 在 1 km 内的避难场所有位可住。2 个区县中有 1 个未达 60% 的目标：东县。" in chinese


def test_it_says_when_its_people_are_those_of_the_demo(people, report, brief_of):
    assert "invented" not in brief_of(report("html")).text
    type(people).objects.filter(pk=people.pk).update(is_demo=True)
    assert "Demo data · positions and town borders invented" in brief_of(report("html")).text


def test_a_share_equal_to_the_target_meets_it(people, report, brief_of):
    rows = brief_of(report("html")).rows
    west = next(row for row in rows if row[0].startswith("West County"))
    assert [cell.split("\n")[0] for cell in west[1:]] == ["1,000", "700", "600", "100", "300", "met", "990"]
    assert "cells +10" in west[-1]


def test_the_page_refers_to_nothing_outside_itself_and_is_the_same_each_time(people, report, brief_of):
    response = report("html")
    page = brief_of(response)
    assert all(reference.startswith("#") for reference in page.references)
    assert not any("@import" in style or "url(" in style for style in page.styles)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", "".join(page.scripts[1:]))
    assert response["Content-Security-Policy"] == page.metas["Content-Security-Policy"] + "; frame-ancestors 'none'"
    assert report("html").content == response.content


def test_what_all_people_are_of_and_what_data_they_are_from_stands_on_the_page(people, report, brief_of, document):
    text = brief_of(report("html")).text
    assert "1,500 people in 3 cells: Toy people (toy), made up, 2020" in text
    assert "600 of 600 used, assigned exactly" in text
    for name, version in document()["data_versions"].items():
        assert f"{name} {version}" in text


def test_names_that_look_like_scripts_are_names(people, report, brief_of):
    from layers.models import Area

    Area.objects.filter(code="990102").update(name=HOSTILE, name_en="")
    page = brief_of(report("html"))
    assert HOSTILE in page.text
    assert "<script>alert" not in page.html
    assert report("pdf").content.startswith(b"%PDF")


def test_without_people_the_report_says_so_in_every_form(city, report, brief_of):
    text = brief_of(report("html", "radius_m=1000&area=9901")).text
    assert "no people are known, so there is no share of them" in text
    assert "Ground covered" in text
    for form in ("pdf", "csv", "xlsx", "gpkg", "geojson"):
        assert report(form, "radius_m=1000&area=9901").content


def test_where_nobody_lives_there_is_no_share(people, report, brief_of):
    world.area("9902", world.box(120.0, 30.0, 121.0, 31.0))
    assert "nobody lives there" in brief_of(report("html", "radius_m=1000&area=9902")).text
    assert report("pdf", "radius_m=1000&area=9902").content.startswith(b"%PDF")


def test_the_paper_has_pages_and_the_same_bytes_each_time(people, report):
    paper = report("pdf").content
    assert paper.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 1
    assert report("pdf").content == paper


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("40.0% of 1,500", "East County")), ("zh", ("有位可住", "东县", "说明与局限"))]
)
def test_the_paper_can_be_searched(people, report, lang, words):
    pages = PdfReader(io.BytesIO(report("pdf", lang=lang).content)).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages).replace("\u00a0", " "))
    for word in words:
        assert word in text


def test_without_a_chinese_font_a_paper_is_refused_with_what_to_install(people, as_role, monkeypatch):
    from layers.brief.coverage import paper

    monkeypatch.setattr(paper, "FONTS", ("No Such Font",))
    paper.chinese_font.cache_clear()
    answer = as_role(None).get(f"{ADDRESS}/report?{ASKED}&format=pdf&lang=en")
    paper.chinese_font.cache_clear()
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.json()["detail"]


def test_the_csv_has_a_row_an_area_and_opens_in_spreadsheets(people, report, document):
    content = report("csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    areas = sorted(document()["areas"], key=lambda one: one["code"] or "~")
    told = [one for one in areas if one["code"]]
    assert [row[0] for row in rows] == [one["code"] for one in told]
    share = header.index("share with a place")
    assert [float(row[share]) for row in rows] == [one["served_share"] for one in told]
    assert "有位可住占比" in report("csv", lang="zh").content.decode("utf-8-sig")


def test_the_workbook_read_back_is_the_document(people, report, document):
    book = openpyxl.load_workbook(io.BytesIO(report("xlsx").content))
    assert book.sheetnames == ["Summary", "Areas", "Shelters", "Cells", "Notes"]
    header, *rows = book["Areas"].iter_rows(values_only=True)
    told = sorted((one for one in document()["areas"] if one["code"]), key=lambda one: one["code"])
    for heading, name in (("people", "people"), ("people with a place", "served"), ("out of reach", "out_of_reach")):
        assert [row[header.index(heading)] for row in rows] == [one[name] for one in told]
    assert book["Areas"].freeze_panes == "B2"
    share = book["Areas"].cell(2, header.index("share with a place") + 1)
    assert (share.value, share.number_format) == (0.6, "0.0%")
    cells = list(book["Cells"].iter_rows(min_row=2, values_only=True))
    assert [sum(column) for column in list(zip(*cells, strict=True))[2:]] == [600, 100, 800]
    assert report("xlsx").content == report("xlsx").content


def test_names_that_look_like_formulas_are_names(people, report):
    book = openpyxl.load_workbook(io.BytesIO(report("xlsx", "radius_m=100000&area=9901&capacity=evacuation").content))
    cell = next(row[1] for row in book["Shelters"].iter_rows(min_row=2) if row[0].value == "B")
    assert (cell.value, cell.data_type) == ("=B", "s")


def test_the_geopackage_read_back_is_the_document(people, report, document, tmp_path):
    file = tmp_path / "report.gpkg"
    file.write_bytes(report("gpkg").content)
    assert {name for name, _ in pyogrio.list_layers(file)} == {"areas", "covered", "sites", "cells"}
    meta, _, outlines, fields = pyogrio.raw.read(file, layer="areas")
    read = dict(zip(meta["fields"], fields, strict=True))
    told = sorted((one for one in document()["areas"] if one["code"]), key=lambda one: one["code"])
    assert meta["crs"] == "EPSG:4326"
    assert read["code"].tolist() == [one["code"] for one in told]
    assert read["served"].tolist() == [one["served"] for one in told]
    assert shapely.from_wkb(outlines)[0].bounds == (109.0, 34.0, 109.5, 35.0)
    meta, _, _, fields = pyogrio.raw.read(file, layer="cells")
    read = dict(zip(meta["fields"], fields, strict=True))
    assert [read[name].sum() for name in ("people", "served", "in_reach_no_place", "out_of_reach")] == [
        1500,
        600,
        100,
        800,
    ]
    assert report("gpkg").content == file.read_bytes()


def test_geojson_has_the_areas_with_their_figures_and_the_rest_beside_them(people, report, document):
    collection = report("geojson").json()
    assert collection["type"] == "FeatureCollection"
    assert [one["id"] for one in collection["features"]] == ["990101", "990102"]
    assert [one["properties"]["meets_target"] for one in collection["features"]] == [True, False]
    assert collection["coverage"]["denominator"] == document()["denominator"]


def test_a_file_has_a_name_in_the_readers_language_and_a_plain_one(people, report):
    disposition = report("pdf", lang="zh")["Content-Disposition"]
    assert disposition.startswith('attachment; filename="onemap-coverage-shelters-9901-1000m-')
    assert "filename*=UTF-8''Area%209901-%E9%81%BF" in disposition
    assert report("html")["Content-Disposition"].startswith("inline; ")


def test_a_what_if_can_be_reported(people, as_role):
    body = {"radius_m": 1000, "area": "9901", "capacity": "evacuation", "changes": {"close": ["A"]}}
    answer = as_role(None).post(f"{ADDRESS}/report?format=html&lang=en", body, content_type="application/json")
    assert "0.0% of 1,500 people have a place" in answer.content.decode().replace("\u00a0", " ")
    assert "A what-if: 1 closed" in answer.content.decode()


def test_the_table_of_targets_is_checked_for_whoever_may_see_it(people, as_role, report, brief_of):
    assert as_role(None).get(f"{ADDRESS}/report?{ASKED}&targets=true").status_code == 401
    assert "Targets checked" in brief_of(report("html", ASKED + "&targets=true", role="viewer")).text


@pytest.mark.parametrize("wrong", ["format=docx", "target=0", "target=1.5", "lang=fr", "nonsense=1"])
def test_a_wrong_wish_is_refused(people, as_role, wrong):
    answer = as_role(None).get(f"{ADDRESS}/report?{ASKED}&{wrong}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_share_never_looks_like_what_it_is_not():
    assert percent(0.6, target=0.6) == "60.0%"
    assert percent(0.59999, target=0.6) == "59.999%"
    assert percent(0.99999) == "99.999%"
    assert percent(0.00001) == "0.001%"
    assert percent(0.5999999999, target=0.6) == "59.9999%"
    assert percent(None) == "–"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["html", "xlsx", "geojson"])
def test_a_report_is_long_work_too_and_the_same_file(people, as_role, form):
    asked = f"{ADDRESS}/report?{ASKED}&format={form}&lang=en&targets=true&title=Mine"
    caller = as_role("viewer")
    run = caller.get(asked, headers={"prefer": "respond-async"})
    assert run.status_code == 202, run.content
    work_off()
    assert caller.get(run["Location"]).json()["state"] == "done"
    result, at_once = caller.get(f"{run['Location']}/result"), caller.get(asked)
    assert result.content == at_once.content
    for header in ("Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy"):
        assert result.get(header) == at_once.get(header)
    assert as_role(None).get(run["Location"]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_report_that_would_take_long_is_not_waited_for(people, as_role, monkeypatch):
    monkeypatch.setitem(coverage_report_run.WRITING_S, "pdf", 10.0)
    answer = as_role(None).get(f"{ADDRESS}/report?{ASKED}&format=pdf&lang=en")
    assert (answer.status_code, answer.json()["kind"]) == (202, "report")


def test_what_is_wrong_with_a_report_to_be_made_is_pointed_at(people, as_role):
    question = {"layer": "shelters", "radius_m": 1000, "report": {"format": "odd", "target": 2, "odd": 1}}
    answer = as_role(None).post(
        "/api/v1/runs", {"kind": "report", "question": question}, content_type="application/json"
    )
    faults = {one["pointer"].removeprefix("/question/report/") for one in answer.json()["errors"]}
    assert (answer.status_code, faults) == (400, {"format", "target", "odd"})


def test_making_a_report_is_told_in_stages_that_never_go_back(people):
    told = []
    wishes = {"format": "csv", "lang": "en", "targets": True}
    question = {"layer": "shelters", "radius_m": 1000, "area": "9901", "capacity": "evacuation", "report": wishes}
    work = coverage_report_run.prepare(question, Role.VIEWER)
    work.answer(Progress(show=told.append))
    stages = list(dict.fromkeys(one.key for one in told))
    assert stages == ["people", "sites", "reach", "places", "areas", "ground", "targets", "writing"]
    shares = [one.fraction for one in told]
    assert shares == sorted(shares)
