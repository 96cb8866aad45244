"""Processes that count: the same bytes however many there are, whoever of them dies, and nothing left behind."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from django.utils.translation import override

from layers.queries.coverage.place import Region
from layers.queries.coverage.sweep import crew as crew_module
from layers.queries.coverage.sweep import parcels as parcels_module
from layers.queries.coverage.sweep import program
from layers.queries.coverage.sweep.crew import CrewError, crew
from layers.queries.coverage.sweep.parcels import Parcels
from layers.queries.coverage.sweep.program import OtherProgramError, count_packed, this_program
from layers.queries.coverage.sweep.sweep import by_itself, count_parcels
from tests.conftest import PROJECT_DIR
from tests.coverage import cases
from tests.coverage.test_sweep import blocks, country, scattered

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def two():
    with crew(workers=2) as found:
        yield found


@pytest.fixture
def parcels(monkeypatch):
    """Many small ones, with a place, areas, and people in parts."""
    monkeypatch.setattr(parcels_module, "MOST_CELLS", 20)
    outline, areas = country(11)
    cells, points = scattered(3000, 11, fractions=True), scattered(60, 12)
    sites = cases.sites(*zip(points.lons, points.lats, strict=True), limit_m=[2000.0, 9000.0] * 30)
    return lambda: Parcels(
        blocks(cells), Region(None, (), outline, tuple(areas)), sites, doubtful=np.arange(len(sites))
    )


def as_bytes(sums):
    return pickle.dumps([sums.n_cells, *(one.tally for one in (sums.total, sums.outside, *sums.areas))])


def count(parcels, hands, **options):
    return as_bytes(count_parcels(parcels, hands, all_tiles=0, **options))


def worker_processes(found):
    return sorted(found.client.run(os.getpid).values())


def test_two_processes_give_the_same_bytes_as_none(two, parcels):
    assert count(parcels(), two) == count(parcels(), by_itself)


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(two, parcels):
    wanted, before, killed = count(parcels(), by_itself), worker_processes(two), []

    def kill(swept):
        if not killed and swept.tiles > 10:
            os.kill(before[0], signal.SIGKILL)
            killed.append(swept.tiles)

    assert count(parcels(), two, progress=kill) == wanted
    assert killed
    deadline = time.monotonic() + PATIENCE_S
    while len(now := worker_processes(two)) < 2:  # a new one takes its place
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert before[0] not in now
    assert count(parcels(), two) == wanted


def test_only_a_few_parcels_are_under_way_at_a_time(two, parcels):
    taken, most = [0, 0], [0]

    def watched():
        for parcel in parcels():
            taken[0] += 1
            most[0] = max(most[0], taken[0] - taken[1])
            yield parcel

    for _ in two(watched()):
        taken[1] += 1
    assert taken[0] == taken[1] > 20
    assert most[0] <= 1 + 2 * crew_module.UNDER_WAY


def test_workers_need_no_settings_and_listen_on_loopback_alone(two):
    def settings_and_database():
        import sys

        return sorted(name for name in sys.modules if name in ("layers.models", "mapserver.settings", "psycopg2"))

    count_here = two.client.submit(count_packed, pickle.dumps(()), this_program())
    assert count_here.result(timeout=PATIENCE_S) == []
    assert set(map(tuple, two.client.run(settings_and_database).values())) == {()}
    mine = [os.getpid(), *worker_processes(two)]
    listening = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line.split()[3] for line in listening if any(f"pid={pid}," in line for pid in mine)]
    assert ours
    assert all(address.startswith("127.0.0.1:") for address in ours)


def test_a_worker_with_another_program_is_refused_and_what_differs_is_named(two, parcels, monkeypatch):
    monkeypatch.setattr(crew_module, "this_program", lambda: {**this_program(), "shapely": "0.0"})
    with pytest.raises(CrewError, match=r"shapely 0\.0 ≠ .*install this very version"):
        count(parcels(), two)
    with pytest.raises(OtherProgramError):
        program.count_packed(pickle.dumps(()), {"OneMap": "older"})


def test_what_stops_a_sweep_leaves_the_crew_fit_for_the_next(two, parcels):
    def stop(swept):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count(parcels(), two, progress=stop)
    assert count(parcels(), two) == count(parcels(), by_itself)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_scheduler_that_cannot_be_reached_is_told_of_in_one_sentence(monkeypatch):
    monkeypatch.setattr(crew_module, "CONNECT_PATIENCE_S", 1.0)
    with (
        pytest.raises(CrewError, match="cannot be reached: start one"),
        crew(scheduler=f"tcp://127.0.0.1:{free_port()}"),
    ):
        pass
    with pytest.raises(CrewError, match="tcp://host:port"), crew(scheduler="http://127.0.0.1:8786"):
        pass


@pytest.fixture
def scheduler():
    """A scheduler as an operator starts it, without workers."""
    address = f"tcp://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    process = subprocess.Popen(command, cwd=PROJECT_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def test_a_cluster_of_ones_own_counts_the_same_and_is_left_running(scheduler, parcels, monkeypatch, tmp_path):
    monkeypatch.setattr(crew_module, "WORKERS_PATIENCE_S", 2.0)
    monkeypatch.setattr(crew_module, "CONNECT_PATIENCE_S", float(PATIENCE_S))
    with pytest.raises(CrewError, match="no worker for 2 s"), crew(scheduler=scheduler):
        pass
    monkeypatch.setattr(crew_module, "WORKERS_PATIENCE_S", float(PATIENCE_S))
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--no-dashboard", "--nthreads", "1"]
    command += ["--host", "127.0.0.1", "--local-directory", str(tmp_path)]
    worker = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(2):
            with crew(scheduler=scheduler) as found:
                assert count(parcels(), found) == count(parcels(), by_itself)
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.wait(PATIENCE_S)


SCRIPT = """
if __name__ == "__main__":
    import sys

    import tests.conftest
    from tests.coverage.test_sweep_crew import crew, endless

    try:
        with crew(workers=2) as hands:
            for _ in hands(endless()):
                print("going", flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def endless():
    """Parcels without end, of few people."""
    region, sites = Region(None, (), None, ()), cases.sites((109.1, 34.1), limit_m=1000.0)
    while True:
        yield from Parcels(blocks(scattered(20, 1)), region, sites, doubtful=np.zeros(0, int))


def test_ctrl_c_ends_all_processes_without_a_word_from_them(tmp_path):
    script = tmp_path / "sweeping.py"
    script.write_text(SCRIPT, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=PROJECT_DIR,
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "going\n"
    os.killpg(process.pid, signal.SIGINT)  # a terminal tells all of them
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert err == ""
    deadline = time.monotonic() + PATIENCE_S
    while left := _running(process.pid):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    assert [path.name for path in tmp_path.iterdir()] == ["sweeping.py"]


def _running(session):
    listed = subprocess.run(["ps", "-s", str(session), "-o", "stat=,args="], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if not line.startswith("Z")]
