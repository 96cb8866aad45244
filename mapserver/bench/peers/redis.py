"""Redis GEOSEARCH, where a redis-server is installed: positions and distances alone, in one thread, in memory."""

from __future__ import annotations

import csv
import io
import math
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapserver.bench.data import EAST, NORTH, SOUTH, WEST
from mapserver.bench.load import CONNECTIONS
from mapserver.bench.report import Sample
from mapserver.bench.running import free_port, running, wait_until
from mapserver.bench.scratch import Scratch
from mapserver.errors import OperationError

KEY = "depots"
TRIAL_REQUESTS = 5_000
KM_A_DEGREE = 111.2


def is_installed() -> bool:
    return all(shutil.which(program) for program in ("redis-server", "redis-benchmark", "redis-cli"))


@contextmanager
def redis_with_depots(scratch: Scratch, folder: Path) -> Iterator[int]:
    """A server of our own with the depots' places; yields its port."""
    port, log = free_port(), folder / "redis.log"
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running([*command, "--dir", str(folder)], dict(os.environ), log) as process:
        wait_until(lambda: _answers(port), process, log)
        connection = scratch.connect()
        try:
            with connection.cursor() as cursor, (folder / "redis.in").open("w") as lines:
                cursor.copy_expert(
                    "COPY (SELECT 'GEOADD', 'depots', ST_X(geom::geometry), ST_Y(geom::geometry), code"
                    " FROM layers_depot) TO STDOUT (DELIMITER ' ')",
                    lines,
                )
        finally:
            connection.close()
        with (folder / "redis.in").open() as lines:
            subprocess.run(["redis-cli", "-p", str(port), "--pipe"], stdin=lines, capture_output=True, check=True)
        (folder / "redis.in").unlink()
        yield port


def _answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
        probe.sendall(b"PING\r\n")
        return probe.recv(16).startswith(b"+PONG")


def ask_redis(port: int, rows: int, k: int, *, seconds: float) -> Sample:
    """Ask by redis-benchmark from places in one degree square in the middle; GEOSEARCH needs a radius, so it is given
    one that holds about four times as many as are asked for."""
    middle = (SOUTH + NORTH) / 2
    area_km2 = (EAST - WEST) * (NORTH - SOUTH) * KM_A_DEGREE**2 * math.cos(math.radians(middle))
    radius_km = math.sqrt(4 * k * area_km2 / rows / math.pi)
    question = ["GEOSEARCH", KEY, "FROMLONLAT", f"{(WEST + EAST) / 2:.0f}.__rand_int__", f"{middle:.0f}.__rand_int__"]
    question += ["BYRADIUS", f"{radius_km:.3f}", "km", "ASC", "COUNT", str(k), "WITHCOORD", "WITHDIST"]

    def ask(requests: int) -> dict[str, float]:
        command = ["redis-benchmark", "-p", str(port), "-c", str(CONNECTIONS), "-n", str(requests)]
        command += ["-r", "1000000000000", "--csv", *question]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        lines = list(csv.DictReader(io.StringIO(answer.stdout)))
        if answer.returncode != 0 or not lines:
            raise OperationError(f"redis-benchmark failed: {answer.stderr.strip()[-300:]}")
        return {name: float(value) for name, value in lines[-1].items() if name != "test"}

    trial = ask(TRIAL_REQUESTS)
    found = ask(max(TRIAL_REQUESTS, int(trial["rps"] * seconds)))
    return Sample(found["rps"], {"p50_ms": found["p50_latency_ms"], "p99_ms": found["p99_latency_ms"]})
