"""Coverage as long work, with real workers: one is killed in the middle, and two do the same at once."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from django.db import connection
from django.test import Client

from layers.models import KeptAnswer, Run, RunState
from mapserver.secret_key import ensure_secret_key
from tests import world
from tests.coverage import cases
from tests.coverage.slow_worker import MARK
from tests.ops.conftest import wait_for
from tests.people.cases import population
from tests.running import _database_url, running
from tests.runs.test_worker import wait_for_state

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"radius_m": 1000, "area": "9901", "capacity": "evacuation"}


@pytest.fixture
def town():
    city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=city)
    world.shelter("A", (109.25, 34.5), capacity_evacuation_persons=600)
    population("town", cases.cells((109.25, 34.5, 900), (109.75, 34.5, 100)))


@contextmanager
def worker(folder: Path, mark: Path) -> Iterator[Popen[bytes]]:
    """A worker on the tests' database, in a data directory of its own."""
    folder.mkdir(exist_ok=True)
    ensure_secret_key(folder)
    url = _database_url(connection.settings_dict["NAME"])
    environment = {**os.environ, "ONEMAP_DATABASE_URL": url, "ONEMAP_DATA_DIR": str(folder), MARK: str(mark)}
    with running([sys.executable, "-m", "tests.coverage.slow_worker"], environment, folder / "worker.log") as process:
        yield process


def begin(address: str = "127.0.0.1") -> Run:
    body = {"kind": "coverage", "question": {"layer": "shelters", **ASKED}}
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    answer = client.post("/api/v1/runs", json.dumps(body), content_type="application/json")
    assert answer.status_code == 202, answer.content
    return Run.objects.get(pk=answer.json()["id"])


def at_once() -> bytes:
    answer = Client(headers={"accept-language": "en"}).get("/api/v1/coverage/shelters", ASKED)
    assert answer.status_code == 200
    return answer.content


def result_of(run: Run) -> bytes:
    return Client(headers={"accept-language": "en"}).get(f"/api/v1/runs/{run.pk}/result").content


def test_killed_while_people_are_given_places_it_is_done_by_the_next_to_the_same_bytes(town, tmp_path):
    run, mark = begin(), tmp_path / "mark"
    with worker(tmp_path / "one", mark) as process:
        wait_for(mark.exists, "the worker to give places", patience_s=90)
        wait_for(lambda: Run.objects.get(pk=run.pk).stage.get("key") == "places", "the stage to be told")
        before = Run.objects.get(pk=run.pk)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    assert 0 < before.fraction < 1
    assert not KeptAnswer.objects.exists()
    with worker(tmp_path / "two", mark):
        wait_for_state(run, RunState.DONE)
    assert (run.attempts, run.fraction) == (2, 1.0)
    done = result_of(run)
    KeptAnswer.objects.all().delete()
    assert done == at_once()


def test_two_workers_that_make_the_same_at_once_give_one_answer(town, tmp_path):
    mark = tmp_path / "mark"
    mark.touch()
    runs = [begin("127.0.0.1"), begin("127.0.0.2")]
    assert runs[0].pk != runs[1].pk
    with ExitStack() as both:
        for name in ("one", "two"):
            both.enter_context(worker(tmp_path / name, mark))
        for run in runs:
            wait_for_state(run, RunState.DONE)
    first, second = map(result_of, runs)
    assert first == second
    assert KeptAnswer.objects.count() == 1
    KeptAnswer.objects.all().delete()
    assert first == at_once()
