"""What there is of people: in the API, and in the administration."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.models import Population, PopulationBlock
from layers.people.cells import Cells
from tests.people.cases import population, scattered

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("e", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_populations_are_listed_with_the_default_first(client: Client) -> None:
    assert client.get("/api/v1/populations").json() == {"populations": []}
    population("demo", is_demo=True, is_estimate=True, method="by a rule", year=2022)
    row = population("town", name="某地", name_en="Some place", year=2017, form="polygons")
    first, second = client.get("/api/v1/populations").json()["populations"]
    assert datetime.fromisoformat(first.pop("imported_at")).replace(microsecond=0) == row.imported_at.replace(
        microsecond=0
    )
    assert first == {
        "code": "town",
        "name": {"en": "Some place", "zh": "某地"},
        "source": "tests",
        "year": 2017,
        "form": "polygons",
        "is_estimate": False,
        "method": "",
        "is_demo": False,
        "people": scattered(100).total_persons,
        "cells": 100,
        "bbox": [row.west, row.south, row.east, row.north],
        "version": 2,
    }
    assert (second["code"], second["method"], second["is_demo"]) == ("demo", "by a rule", True)


def test_an_empty_population_has_no_box(client: Client) -> None:
    population("empty", scattered(0))
    (one,) = client.get("/api/v1/populations").json()["populations"]
    assert (one["people"], one["cells"], one["bbox"]) == (0, 0, None)


def test_an_unknown_parameter_is_refused(client: Client) -> None:
    assert client.get("/api/v1/populations?year=2020").status_code == 400


def test_in_the_administration_only_what_is_said_of_people_changes(editor: Client) -> None:
    population("town", scattered(10))
    page = editor.get("/admin/layers/population/town/change/")
    assert page.status_code == 200
    assert b'name="total_persons"' not in page.content
    values = {"name": "Town", "name_en": "", "source": "The census", "year": 2021, "method": "", "total_persons": 5}
    answer = editor.post("/admin/layers/population/town/change/", values)
    assert answer.status_code == 302, answer.context["errors"]
    row = Population.objects.get()
    assert (row.source, row.year, row.version, row.total_persons) == (
        "The census",
        2021,
        2,
        scattered(10).total_persons,
    )
    assert editor.get("/admin/layers/population/add/").status_code == 403


def test_deleting_one_takes_its_blocks_along(editor: Client) -> None:
    population("town", Cells(*(getattr(scattered(500), name) for name in ("lons", "lats", "persons"))))
    confirmation = editor.get("/admin/layers/population/town/delete/")
    assert b"People of town (2020)" in confirmation.content
    editor.post("/admin/layers/population/town/delete/", {"post": "yes"})
    assert not Population.objects.exists()
    assert not PopulationBlock.objects.exists()
