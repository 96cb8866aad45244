"""`onemap doctor` names what is wrong, starts nothing, and its exit code tells scripts."""

from __future__ import annotations

import json
from pathlib import Path

from mapserver.embedded import Places
from mapserver.embedded.cluster import Cluster
from tests.ops.conftest import environment, onemap


def findings(*, env: dict[str, str]) -> tuple[int, dict[str, tuple[str, str]]]:
    answer = onemap("doctor", "--json", env=env)
    found = json.loads(answer.stdout)["findings"]
    return answer.returncode, {one["subject"]: (one["state"], one["detail"]) for one in found}


def test_it_starts_nothing(data_dir: Path) -> None:
    _, found = findings(env=environment(data_dir))
    assert found["Database"] == ("good", "private, made at the first start")
    assert found["PostgreSQL"][0] == "good"
    assert not Cluster(Places(data_dir)).exists


def test_a_secret_that_others_can_read_is_bad(data_dir: Path) -> None:
    (data_dir / "secret-key").write_text("x" * 60)
    (data_dir / "secret-key").chmod(0o644)
    code, found = findings(env=environment(data_dir))
    assert found["Secret key"][0] == "bad"
    assert "chmod 600" in found["Secret key"][1]
    assert code == 1


def test_missing_postgresql_is_bad_and_says_what_to_install(data_dir: Path) -> None:
    code, found = findings(env=environment(data_dir, ONEMAP_POSTGRES_BIN=str(data_dir)))
    assert found["PostgreSQL"][0] == "bad"
    assert "is installed" in found["PostgreSQL"][1]
    assert code == 1


def test_a_server_that_is_away_is_bad(data_dir: Path) -> None:
    code, found = findings(env=environment(data_dir, ONEMAP_DATABASE_URL="postgres://onemap@127.0.0.1:1/onemap"))
    assert found["Database"][0] == "bad"
    assert "cannot be reached" in found["Database"][1]
    assert code == 1
