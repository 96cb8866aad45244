"""One load for every HTTP contender: so many kept-alive connections, each asking again as soon as it is answered.

The generator is `wrk` where it is installed, else our own (`asker.py`), in a process of its own either way. By `time`
on answers of 6.8 kB, the kernel's part included, wrk took 33 to 40 µs of processor time a request, ours 101 to 107 µs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Any

from mapserver.bench.data import EAST, NORTH, SOUTH, WEST
from mapserver.bench.report import Sample
from mapserver.errors import OperationError

CONNECTIONS = 8
# Degrees that the points stay within the data's border by, so that no search runs far over an empty side.
MARGIN = 0.5
_SCRIPT = Template("""
math.randomseed($seed)
local west, south, width, height = $west, $south, $width, $height
request = function()
  local lon, lat = west + math.random() * width, south + math.random() * height
  return wrk.format("GET", string.format("$path", lon, lat), {$headers})
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nRESULT {"requests": %d, "us": %d, "bad": %d, "p50_us": %d, "p99_us": %d}\\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
""")


def box() -> tuple[float, float, float, float]:
    """West, south, width and height of where the questions are asked from."""
    return WEST + MARGIN, SOUTH + MARGIN, EAST - WEST - 2 * MARGIN, NORTH - SOUTH - 2 * MARGIN


def generator() -> str:
    return "wrk" if shutil.which("wrk") else "the bench's own"


def ask_http(url: str, path: str, *, seconds: float, folder: Path, seed: int = 1, token: str = "") -> Sample:
    """Ask `path` (a printf format of lon and lat) from random places for so long.

    Returns
    -------
    Sample
        Answers a second; the median and the 99th percentile of their latency in milliseconds.

    Raises
    ------
    OperationError
        Any answer that was not a success: what is wrong is not worth timing.
    """
    west, south, width, height = box()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if shutil.which("wrk"):
        script = folder / "load.lua"
        listed = ", ".join(f'["{name}"]="{value}"' for name, value in headers.items())
        script.write_text(
            _SCRIPT.substitute(seed=seed, west=west, south=south, width=width, height=height, path=path, headers=listed)
        )
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", str(script), url]
    else:
        plan = {"url": url, "path": path, "box": [west, south, width, height], "seconds": seconds, "seed": seed}
        plan |= {"connections": CONNECTIONS, "headers": headers}
        command = [sys.executable, "-m", "mapserver.bench.asker", json.dumps(plan)]
    found = _run(command, patience_s=seconds + 60)
    if found["bad"] or not found["requests"]:
        raise OperationError(f"{found['bad']} of {found['requests']} answers of {url} were not successes.")
    return Sample(
        found["requests"] / found["us"] * 1e6, {"p50_ms": found["p50_us"] / 1000, "p99_ms": found["p99_us"] / 1000}
    )


def _run(command: list[str], *, patience_s: float) -> dict[str, Any]:
    answer = subprocess.run(command, capture_output=True, text=True, timeout=patience_s, check=False)
    for line in answer.stdout.splitlines():
        if line.startswith("RESULT "):
            found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
            return found
    raise OperationError(f"The load generator failed: {(answer.stderr or answer.stdout).strip()[-300:]}")
