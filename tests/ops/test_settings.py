"""Settings come from the environment alone; a wrong one is named in one sentence; every one is documented."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mapserver import environment as settings_environment
from mapserver.basemaps import parse_base_maps
from mapserver.headers import content_security_policy
from mapserver.secret_key import ensure_secret_key, read_secret_key
from mapserver.version import read_version
from tests.ops.conftest import PROJECT_DIR, assert_one_sentence, environment, onemap

# Set by the server for its own workers, by nobody else.
INTERNAL = {"ONEMAP_SERVER_PID"}
BASE_MAP = {
    "key": "streets",
    "title": {"en": "Streets", "zh": "街道"},
    "tiles": ["https://t0.example.org/{z}/{x}/{y}.png"],
}


def settings_named_in(*patterns: str) -> set[str]:
    files = [path for pattern in patterns for path in PROJECT_DIR.glob(pattern) if path.is_file()]
    assert files
    return {name for path in files for name in re.findall(r"\bONEMAP_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    secrets = {f"{name}_FILE" for name in ("ONEMAP_DATABASE_URL", "ONEMAP_SECRET_KEY")}
    of_the_server = (settings_named_in("mapserver/**/*.py", "layers/**/*.py") | secrets) - INTERNAL
    of_compose = settings_named_in("docker-compose.yml") - of_the_server
    of_developers = settings_named_in("tests/**/conftest.py", "frontend/*.ts") - of_the_server - of_compose
    assert settings_named_in("docs/operations.md") == of_the_server | of_compose | of_developers
    assert settings_named_in(".env.example") == of_the_server | of_compose


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ONEMAP_DEBUG", "perhaps"),
        ("ONEMAP_STATEMENT_TIMEOUT_S", "soon"),
        ("ONEMAP_CONN_MAX_AGE_S", "-1"),
        ("ONEMAP_TIME_ZONE", "Mars/Olympus"),
        ("ONEMAP_LANGUAGE", "fr"),
        ("ONEMAP_LOG_LEVEL", "loud"),
        ("ONEMAP_BASE_MAPS", "[{]"),
        ("ONEMAP_BASE_MAPS", "/no/such/file.json"),
        ("ONEMAP_SECRET_KEY_FILE", "/no/such/file"),
        ("ONEMAP_DATABASE_URL", "ftp://onemap:hunter2@nowhere/x"),
        ("ONEMAP_DATABASE_URL", "postgres://onemap:hunter2@nowhere:port/x"),
    ],
)
def test_a_wrong_value_is_named(variable: str, value: str, tmp_path: Path) -> None:
    answer = onemap("check", env=environment(tmp_path, **{variable: value}))
    assert_one_sentence(answer, code=1, words=[variable])
    assert "hunter2" not in answer.stderr, "a password must not reach the terminal or a log"


def test_a_data_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = onemap("check", env=environment(tmp_path / "file" / "data"))
    assert_one_sentence(answer, code=1, words=["Cannot write to the data directory", str(tmp_path)])


def test_a_secret_and_its_file_at_once_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    monkeypatch.setenv("ONEMAP_SECRET_KEY_FILE", str(secret))
    assert settings_environment.secret("ONEMAP_SECRET_KEY") == "from the file"
    monkeypatch.setenv("ONEMAP_SECRET_KEY", "from the variable")
    with pytest.raises(ImproperlyConfigured, match="both set"):
        settings_environment.secret("ONEMAP_SECRET_KEY")


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="There is no secret key"):
        read_secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == [], "reading makes nothing"
    ensure_secret_key(tmp_path)
    key = read_secret_key(tmp_path)
    ensure_secret_key(tmp_path)
    assert read_secret_key(tmp_path) == key
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_reading_the_settings_starts_and_writes_nothing(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    code = "import sys, mapserver.settings; print('psycopg2' in sys.modules, 'socket' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT_DIR,
        env=environment(data_dir, ONEMAP_SECRET_KEY="x" * 50),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": ""}, "'key' is missing"),
        ({"title": {"en": "Streets"}}, "'title' needs 'en' and 'zh'"),
        ({"tiles": []}, "'tiles' must be a list"),
        ({"tiles": ["https://t0.example.org/"]}, "not a URL template"),
        ({"tiles": ["https://t{s}.example.org/{z}/{x}/{y}"]}, "plain host name"),
        ({"tiles": ["https://a.org; script-src *//{z}/{x}/{y}"]}, "plain host name"),
        ({"tiles": ["javascript:alert(1)//{z}/{x}/{y}"]}, "plain host name"),
        ({"max_zoom": 99}, "'max_zoom' must be"),
    ],
)
def test_a_wrong_base_map_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"entry 1.*{re.escape(words)}"):
        parse_base_maps([{**BASE_MAP, **change}])


def test_pages_may_ask_no_other_host_than_the_base_maps() -> None:
    assert "http" not in content_security_policy([])
    (base_map,) = parse_base_maps(json.loads(json.dumps([BASE_MAP])))
    directives = dict(part.split(" ", 1) for part in content_security_policy(base_map.origins).split("; "))
    with_host = {name for name, value in directives.items() if "https://t0.example.org" in value.split()}
    assert with_host == {"img-src", "connect-src"}
    assert directives["script-src"] == "'self'"


def test_only_names_with_a_content_hash_are_kept_for_ever() -> None:
    def is_immutable(url: str) -> bool:
        return bool(re.match(settings.WHITENOISE_IMMUTABLE_FILE_TEST, url))

    assert is_immutable("/static/assets/index-Cb2vhJaw.js")
    assert is_immutable("/static/assets/search.svelte--QfgMBwS.js")
    assert is_immutable("/static/assets/InsidePanel-DbbdkRj_.css")
    assert not is_immutable("/static/index.html")
    assert not is_immutable("/static/favicon.svg")
    assert not is_immutable("/static/admin/css/base.css")


def test_the_version_is_the_changelogs_newest(tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n## [1.2.2] - 2026-01-01\n")
    assert read_version(changelog) == "1.2.3"
    assert read_version(tmp_path / "none.md") == "0.0.0"
