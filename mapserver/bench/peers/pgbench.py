"""The database's own limit: the same question as one SQL statement, asked by pgbench, with no web server between."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from mapserver.bench.load import CONNECTIONS, box
from mapserver.bench.report import Sample
from mapserver.bench.scratch import Scratch
from mapserver.errors import OperationError
from mapserver.postgres_tools import find_tool

QUESTION = """\
\\set lon random({west}, {east}) / 1000000.0
\\set lat random({south}, {north}) / 1000000.0
SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
    'type', 'Feature', 'id', t.id, 'geometry', ST_AsGeoJSON(t.geom, 15)::json,
    'properties', json_build_object(
        'distance_m', t.metres, 'code', t.code, 'name', t.name, 'name_en', t.name_en, 'status', t.status,
        'level', t.level, 'storage_mode', t.storage_mode,
        'area', CASE WHEN area.id IS NOT NULL THEN
            json_build_object('code', area.code, 'name', area.name, 'name_en', area.name_en) END,
        'address', t.address, 'managing_unit', t.managing_unit, 'verified_at', t.verified_at, 'source', t.source,
        'is_demo', t.is_demo, 'updated_at', t.updated_at)) ORDER BY t.metres)) ::text
  FROM (SELECT *, ST_Distance(geom, place) AS metres
          FROM layers_depot, (SELECT ST_MakePoint(:lon, :lat)::geography AS place) AS asked
         ORDER BY geom <-> ST_MakePoint(:lon, :lat)::geography LIMIT {k}) AS t
  LEFT JOIN layers_area AS area ON area.id = t.area_id;
"""


def ask_pgbench(scratch: Scratch, k: int, *, seconds: float, folder: Path, seed: int = 1) -> Sample:
    """Ask through pgbench: so many connections, prepared statements, random places."""
    west, south, width, height = (round(1_000_000 * value) for value in box())
    script = folder / "nearest.pgbench"
    script.write_text(QUESTION.format(west=west, east=west + width, south=south, north=south + height, k=k))
    log = folder / f"pgbench-{seed}"
    command = [find_tool("pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1"]
    command += ["-T", str(max(1, round(seconds))), f"--random-seed={seed}", "-f", str(script)]
    command += ["-l", f"--log-prefix={log}", scratch.url]
    answer = subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, timeout=seconds + 60, check=False
    )
    rates = [line.split()[2] for line in answer.stdout.splitlines() if line.startswith("tps = ")]
    if answer.returncode != 0 or not rates:
        raise OperationError(f"pgbench failed: {answer.stderr.strip()[-300:]}")
    latencies = []
    for piece in folder.glob(f"{log.name}.*"):
        latencies += [int(line.split()[2]) for line in piece.read_text().splitlines()]
        piece.unlink()
    latencies.sort()
    return Sample(
        float(rates[0]),
        {f"p{share}_ms": latencies[len(latencies) * share // 100] / 1000 for share in (50, 99)},
    )
