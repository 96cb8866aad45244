"""`onemap bench`: small and quick here, end to end as a user runs it; how fast anything is, no test says."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from mapserver.bench import registry
from mapserver.bench.report import markdown
from mapserver.errors import OperationError
from mapserver.management.commands.bench import replace_section
from tests.conftest import DATA_DIR, PROJECT_DIR

COMMAND = (sys.executable, "-m", "mapserver", "bench")
SMALL = ("--rows", "2000", "--rounds", "1", "--seconds", "0.5", "--workers", "1")
ENVIRONMENT = {**os.environ, "ONEMAP_DATA_DIR": str(DATA_DIR)}


def bench(*arguments):
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=PROJECT_DIR,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


END_PATIENCE_S = 10
"""How long what a bench started may take to be gone after the bench itself."""


def left_behind(process, tmp_path):
    """What of a bench is still there, in the end: databases, folders, processes of its session."""
    deadline = time.monotonic() + END_PATIENCE_S
    while any(found := _still_there(process, tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def _still_there(process, tmp_path):
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(rf"SELECT datname FROM pg_database WHERE datname ~ '^onemap_bench_\w+_{process.pid}$'")
        databases = [name for (name,) in cursor.fetchall()]
    listed = subprocess.run(["ps", "-s", str(process.pid), "-o", "stat=,args="], capture_output=True, text=True).stdout
    running = [line for line in listed.splitlines() if not line.startswith("Z")]  # a zombie waits for the init process
    return databases, list(tmp_path.iterdir()), running


@pytest.fixture
def own_folder(tmp_path, monkeypatch, database_server, django_db_blocker):
    monkeypatch.setitem(ENVIRONMENT, "TMPDIR", str(tmp_path))
    with django_db_blocker.unblock():
        yield tmp_path


@pytest.mark.parametrize(
    ("name", "contenders"),
    [
        ("batch", {"OneMap, k = 1", "scipy cKDTree, k = 1", "PostGIS LATERAL, k = 1"}),
        ("freshness", {"a change", "10,000 changes in one transaction"}),
        ("load", {"from the snapshot"}),
        ("sweep", {"onemap sweep, 1 worker", "onemap sweep, 2 workers", "one piece, a part of the cells"}),
        ("coverage", {"OneMap, people by area", "OneMap, people with a place", "PostGIS, ST_DWithin"}),
    ],
)
def test_each_other_bench_runs_from_end_to_end(own_folder, name, contenders):
    process = bench(name, *SMALL, "--json")
    out, err = process.communicate(timeout=280)
    assert process.returncode == 0, err
    document = json.loads(out)
    assert contenders <= {case["name"] for case in document["cases"]}
    assert all(case["median"] > 0 for case in document["cases"])
    assert left_behind(process, own_folder) == ([], [], [])


def test_nearest_runs_from_end_to_end_and_leaves_nothing_behind(own_folder):
    process = bench("nearest", *SMALL, "--json")
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    document = json.loads(out)
    assert document["command"] == "onemap bench nearest --rows 2000"
    assert set(document["machine"]) >= {"cores", "processor", "memory", "python", "postgresql", "postgis"}
    assert {"OneMap", "plain GeoDjango + DRF-GIS"} <= {case["name"] for case in document["cases"]}
    assert all(case["median"] > 0 and len(case["rounds"]) == 1 for case in document["cases"])
    assert all(isinstance(target["met"], bool) for target in document["targets"])
    section = markdown(document)
    assert "| contender | median |" in section
    assert document["command"] in section
    assert left_behind(process, own_folder) == ([], [], [])


def test_fill_runs_from_end_to_end_and_the_contenders_agree(own_folder):
    process = bench("fill", "--rows", "200", "--rounds", "1", "--workers", "1", "--json")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    names = [case["name"] for case in json.loads(out)["cases"]]
    assert {f"OneMap, {choice}" for choice in ("earliest", "fewest_depots", "least_tonne_km")} <= set(names)
    assert {"greedy over the ORM, earliest", "ORM + HiGHS, least_tonne_km"} <= set(names)
    assert left_behind(process, own_folder) == ([], [], [])


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_a_bench_that_is_stopped_leaves_nothing_behind(own_folder, way):
    process = bench("nearest", *SMALL)
    _wait_for_a_server(own_folder, process)
    process.send_signal(way)
    process.communicate(timeout=90)
    assert process.returncode != 0
    assert left_behind(process, own_folder) == ([], [], [])


def test_a_bench_whose_server_is_killed_says_so_and_cleans_up(own_folder):
    process = bench("nearest", *SMALL)
    _wait_for_a_server(own_folder, process)
    os.kill(_server_of(process), signal.SIGKILL)
    _, err = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "A server of the bench ended" in err
    assert left_behind(process, own_folder) == ([], [], [])


def _server_of(process):
    """The server's process; its log is there a moment before it."""
    deadline = time.monotonic() + 30
    wanted = ["pgrep", "-f", "mapserver serve", "-P", str(process.pid)]
    while not (found := subprocess.run(wanted, capture_output=True, text=True).stdout.split()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return int(found[0])


def _wait_for_a_server(folder, process):
    deadline = time.monotonic() + 120
    while not list(folder.glob("onemap-bench-*/server-*/log")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_wrong_name_or_number_is_refused_before_anything_is_made(own_folder):
    for arguments in (("fastest",), ("nearest", "--rows", "0"), ("nearest", "--rows", "many")):
        process = bench(*arguments)
        _, err = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "Traceback" not in err
        assert left_behind(process, own_folder) == ([], [], [])


def test_every_bench_has_a_title_and_a_usual_size():
    assert "nearest" in registry.names()
    for name in registry.names():
        bench_module = registry.find(name)
        assert bench_module.TITLE
        assert bench_module.ROWS > 0


def test_the_peer_has_the_settings_of_the_program_but_not_its_middleware():
    from mapserver.bench.peers import plain_settings

    assert plain_settings.DATABASES == settings.DATABASES
    assert not any("mapserver" in one or "whitenoise" in one for one in plain_settings.MIDDLEWARE)


def test_a_section_is_written_between_its_marks_and_nowhere_else(tmp_path):
    file = tmp_path / "performance.md"
    file.write_text("before\n<!-- nearest -->\nold\n<!-- end of nearest -->\nafter\n", "utf-8")
    replace_section(file, "nearest", "new\n")
    assert file.read_text("utf-8") == "before\n<!-- nearest -->\nnew\n<!-- end of nearest -->\nafter\n"
    for name, path in (("fill", file), ("nearest", tmp_path / "missing.md")):
        with pytest.raises(OperationError, match="has no section"):
            replace_section(path, name, None)
