"""A backup holds everything, a restore gives it back, and neither overwrites anything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mapserver.embedded import attached
from tests.ops.conftest import assert_one_sentence, connected, environment, onemap

ONE_SHELTER = (
    "from layers.models import Shelter;"
    "Shelter.objects.create(code='S-1', name='朝阳公园', geom='POINT (109.5 34.5)', contact_phone='13800000000')"
)


@pytest.fixture
def filled(data_dir: Path) -> Path:
    with attached(data_dir):
        for arguments in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", ONE_SHELTER]):
            answer = onemap(*arguments, env=environment(data_dir))
            assert answer.returncode == 0, answer.stderr
    return data_dir


def test_what_was_backed_up_is_restored(filled: Path) -> None:
    file = filled / "onemap.dump"
    answer = onemap("backup", str(file), env=environment(filled))
    assert answer.returncode == 0, answer.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "people's phones are in it"
    assert_one_sentence(onemap("backup", str(file), env=environment(filled)), code=1, words=["exists already"])
    answer = onemap("restore", str(file), env=environment(filled))
    assert_one_sentence(answer, code=1, words=["not empty", "nothing was restored"])

    with attached(filled), connected(filled) as cursor:
        cursor.execute("SELECT code, name, contact_phone, st_astext(geom), st_srid(geom_mercator) FROM layers_shelter")
        before = cursor.fetchall()
        assert len(before) == 1
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        answer = onemap("restore", str(file), env=environment(filled))
        assert answer.returncode == 0, answer.stderr
        cursor.execute("SELECT code, name, contact_phone, st_astext(geom), st_srid(geom_mercator) FROM layers_shelter")
        assert cursor.fetchall() == before
        # Triggers, generated columns and the rest work on.
        again = onemap("migrate", "-v", "0", env=environment(filled))
        assert again.returncode == 0, again.stderr
        cursor.execute("UPDATE layers_shelter SET name = '渭南' RETURNING code")
        assert cursor.fetchall() == [("S-1",)]


def test_a_file_that_is_no_backup_changes_nothing(data_dir: Path) -> None:
    file = data_dir / "notes.txt"
    file.write_text("not a backup")
    answer = onemap("restore", str(file), env=environment(data_dir))
    assert_one_sentence(answer, code=1, words=["pg_restore failed"])
    answer = onemap("restore", str(data_dir / "none.dump"), env=environment(data_dir))
    assert_one_sentence(answer, code=1, words=["There is no file"])
