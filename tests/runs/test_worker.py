"""The worker, as a process that is really killed, told to leave, and parted from its database."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client

from layers.models import Run, RunState
from layers.runs import records
from mapserver.secret_key import ensure_secret_key
from tests.ops.conftest import wait_for
from tests.running import _database_settings, _database_url, running

pytestmark = pytest.mark.django_db(transaction=True)
LONG = {"steps": 600, "step_s": 0.1}


@contextmanager
def worker(folder: Path) -> Iterator[Popen[bytes]]:
    """`onemap worker` on the tests' database, which knows the toy."""
    name = connection.settings_dict["NAME"]
    ensure_secret_key(folder)
    environment = {**os.environ, "ONEMAP_DATABASE_URL": _database_url(name), "ONEMAP_DATA_DIR": str(folder)}
    with running([sys.executable, "-m", "tests.runs.toy_worker"], environment, folder / "worker.log") as process:
        yield process


def begin(**question: Any) -> Run:
    answer = Client(headers={"accept-language": "en"}).post(
        "/api/v1/runs", {"kind": "toy", "question": question}, content_type="application/json"
    )
    assert answer.status_code == 202, answer.content
    return Run.objects.get(pk=answer.json()["id"])


def wait_for_state(run: Run, state: RunState, *, patience_s: float = 60) -> Run:
    def reached() -> bool:
        run.refresh_from_db()
        return run.state == state

    wait_for(reached, f"the run to be {state}", patience_s=patience_s)
    return run


def wait_for_step(run: Run, process: Popen[bytes]) -> None:
    """Wait until the work is in the midst of its steps."""

    def stepping() -> bool:
        assert process.poll() is None, "the worker ended"
        run.refresh_from_db()
        return run.stage.get("key") == "counting"

    wait_for(stepping, "the first step", patience_s=90)


def test_a_run_whose_worker_is_killed_is_done_by_the_next(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    run = begin(mark=str(marks), steps=20, step_s=0.1)
    with worker(tmp_path) as process:
        wait_for_step(run, process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        time.sleep(0.5)
        run.refresh_from_db()
        assert run.state == RunState.RUNNING, "nobody has noticed yet"
        with worker(tmp_path):
            wait_for_state(run, RunState.DONE)
    assert run.attempts == 2
    assert marks.read_text() == "begun\nbegun\n"
    answer = Client().get(f"/api/v1/runs/{run.pk}/result")
    assert answer.json()["steps"] == 20


def test_cancelling_takes_effect_within_a_second_or_so(tmp_path: Path) -> None:
    run = begin(**LONG)
    with worker(tmp_path) as process:
        wait_for_step(run, process)
        assert Client().delete(f"/api/v1/runs/{run.pk}").json()["stage"]["key"] in ("cancelling", "cancelled")
        wait_for_state(run, RunState.CANCELLED, patience_s=10)
        other = begin(steps=1)
        wait_for_state(other, RunState.DONE)


def test_told_to_leave_it_gives_its_work_back(tmp_path: Path) -> None:
    run = begin(**LONG)
    with worker(tmp_path) as process:
        wait_for_step(run, process)
        process.terminate()
        assert process.wait(20) == 0
    run.refresh_from_db()
    assert (run.state, run.attempts, run.cancel_asked) == (RunState.QUEUED, 0, False)
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def test_while_the_database_is_away_it_waits(tmp_path: Path) -> None:
    run = begin(**LONG)
    with worker(tmp_path) as process:
        wait_for_step(run, process)
        records.cancel(run)
        wait_for_state(run, RunState.CANCELLED)
        with database_away():
            wait_for(lambda: "away; waiting" in (tmp_path / "worker.log").read_text(), "the worker to notice")
            time.sleep(2)
            assert process.poll() is None
        done = begin(steps=1)
        wait_for_state(done, RunState.DONE)
        assert process.poll() is None
    assert "the database is back" in (tmp_path / "worker.log").read_text()


def test_a_run_outlives_the_database_going_away_under_it(tmp_path: Path) -> None:
    run = begin(steps=40, step_s=0.1)
    with worker(tmp_path) as process:
        wait_for_step(run, process)
        with database_away():
            time.sleep(5)
        wait_for_state(run, RunState.DONE)


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody can connect to the tests' database, and whoever was connected is not any more."""
    name, where = connection.settings_dict["NAME"], _database_settings()
    connection.close()
    admin = psycopg2.connect(
        dbname="postgres",
        user=where["USER"],
        password=where["PASSWORD"] or None,
        host=where["HOST"] or None,
        port=where["PORT"] or None,
    )
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    admin.close()


def lose_worker(run: Run) -> None:
    """As if a worker had begun the run and died long ago."""
    run.refresh_from_db()
    assert run.task_id is not None
    claimed = records.claim(str(run.pk), run.task_id)
    assert claimed is not None
    Run.objects.filter(pk=run.pk).update(heartbeat_at=run.created_at - records.STALE_AFTER * 2)


def test_a_run_that_kills_every_worker_is_given_up() -> None:
    run = begin()
    for _ in range(records.MOST_ATTEMPTS):
        lose_worker(run)
        assert records.take_up_lost() == 1
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.problem is not None
    assert "3 times" in run.problem["detail"]
    assert records.take_up_lost() == 0


def test_a_cancelled_run_whose_worker_died_is_cancelled() -> None:
    run = begin()
    lose_worker(run)
    records.cancel(run)
    records.take_up_lost()
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


def test_a_task_that_died_before_it_began_its_run_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    from django_tasks_db.models import DBTaskResult

    run = begin()
    DBTaskResult.objects.get().claim("a worker that dies now")
    assert records.take_up_lost() == 0, "it may be about to begin"
    Run.objects.update(queued_at=run.created_at - records.STALE_AFTER * 2)
    assert records.take_up_lost() == 1
    before = run.task_id
    run.refresh_from_db()
    assert run.task_id != before


def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more() -> None:
    run = begin()
    lose_worker(run)
    run.refresh_from_db()
    late = Run.objects.get(pk=run.pk)
    records.take_up_lost()
    records.fail(late, {"title": "late"})
    records.mark_cancelled(late)
    assert records.beat(late, _standing()) is None
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.QUEUED, None)


def test_old_runs_are_forgotten_and_unfinished_ones_are_not() -> None:
    old, new = begin(steps=2), begin(steps=3)
    records.cancel(old)
    Run.objects.filter(pk=old.pk).update(finished_at=old.created_at - 2 * records.KEEP_RUNS)
    Run.objects.filter(pk=new.pk).update(created_at=old.created_at - 2 * records.KEEP_RUNS)
    records.forget_old()
    assert list(Run.objects.all()) == [new]


def _standing() -> Any:
    from layers.runs.progress import Progress

    return Progress().standing
