"""`onemap nearest LAYER --batch FILE`: the nearest of every place in a file, as a table in a file."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import orjson
from rich.console import Console
from rich.progress import Progress

from layers.api.nearest.batch_origins import read_origins
from layers.api.reading import Asked
from layers.catalog import Layer
from layers.errors import OneMapError, invalid
from layers.labels import L
from layers.live.crowd import NOTHING
from layers.live.sphere import Floats
from layers.queries.nearest_many import MAX_K, NearestMany, find_nearest_many, is_answered

NAMES = {"lon": ("lon", "longitude", "经度"), "lat": ("lat", "latitude", "纬度")}
COLUMNS = ("origin", "lon", "lat", "rank", "code", "name", "name_en", "distance_m")


def answer_batch(layer: Layer, asked: Asked, source: str, target: str | None) -> int:
    """Answer for every place in the file, write a CSV, and return how many places found something."""
    if not is_answered(layer):
        raise OneMapError(L("{layer} is not answered in bulk.", "{layer}不支持批量查询。").format(layer=layer.title))
    k = asked.values.get("k", 1)
    if k > MAX_K:
        raise invalid("k", L("k must be at most {most} here.", "此处 k 最多为 {most}。").format(most=MAX_K))
    lons, lats = _read(Path(source))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(str(L("nearest", "最近")), total=len(lons))
        answer = find_nearest_many(
            layer,
            lons,
            lats,
            k=k,
            max_distance_m=asked.values.get("max_distance_m"),
            filters=asked.filters,
            progress=lambda done: progress.update(task, completed=done),
        )
    with _opened(target) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(answer, lons, lats))
    return int((answer.found.rows != NOTHING).any(axis=1).sum())


def _rows(answer: NearestMany, lons: Floats, lats: Floats) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each place found, origins counted from 1 in the order of the file."""
    crowd, found = answer.crowd, answer.found
    for origin, (rows, metres) in enumerate(zip(found.rows, found.metres.tolist(), strict=True)):
        rows = rows[rows != NOTHING]
        for rank, members in enumerate(crowd.names(rows)):
            named = orjson.loads(b"{" + members + b"}")
            names = named["code"], named["name"], named["name_en"]
            yield origin + 1, float(lons[origin]), float(lats[origin]), rank + 1, *names, metres[rank]


def _read(path: Path) -> tuple[Floats, Floats]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() in (".json", ".geojson"):
            return read_origins(json.loads(text))
    except (OSError, ValueError) as error:
        detail = L("{path} cannot be read: {why}", "无法读取 {path}：{why}")
        raise OneMapError(detail.format(path=path, why=error)) from None
    rows = list(csv.DictReader(text.splitlines()))
    return read_origins({name: _column(rows, name, path) for name in NAMES})


def _column(rows: list[dict[str, str]], name: str, path: Path) -> list[Any]:
    headings: Mapping[str, str] = {heading.strip().lower(): heading for heading in rows[0] if heading} if rows else {}
    heading = next((headings[one] for one in NAMES[name] if one in headings), None)
    if rows and heading is None:
        detail = L("{path} has no column {names}.", "{path} 没有列 {names}。")
        raise OneMapError(detail.format(path=path, names=" / ".join(NAMES[name])))
    return [_number(row[str(heading)]) for row in rows]


def _number(text: str | None) -> Any:
    """A number as such; what is none goes on as it is, to be named by its place."""
    try:
        return float(text or "")
    except ValueError:
        return text


@contextmanager
def _opened(target: str | None) -> Iterator[TextIO]:
    if target is None:
        yield sys.stdout
    else:
        with Path(target).open("w", encoding="utf-8-sig", newline="") as file:
            yield file
