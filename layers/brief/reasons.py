"""What was left out and why, as the document says."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.sheet import Cell, Column, Table
from layers.filters import REASONS
from layers.labels import L


def left_out_table(document: Mapping[str, Any]) -> Iterator[Table]:
    """Yield the nearest that were left out, each with its reason, where the document lists them."""
    listed = document.get("left_out") or []
    if not listed:
        return
    columns = (
        Column(L("left out", "未入选")),
        Column(L("distance", "距离"), "figure"),
        Column(L("reason", "原因")),
    )
    rows = tuple(
        (
            Cell(words.name_of(one), one["code"]),
            Cell(words.distance(one["distance_m"]), _under(one), "figure"),
            Cell(_reason_text(one)),
        )
        for one in (feature.get("properties", feature) for feature in listed)
    )
    yield Table(L("Left out: the nearest, and why", "未入选：最近的及其原因"), columns, rows, counts_text(document))


def counts_text(document: Mapping[str, Any], reasons: Mapping[str, Any] = REASONS) -> str:
    """Return the reasons with their counts as one line, empty where nothing was left out."""
    counts = document["excluded"]
    if not counts:
        return ""
    parts = "; ".join(f"{reasons.get(reason, reason)} {count:,}" for reason, count in counts.items())
    return f"{L('Left out', '未入选')}: {parts}"


def _under(one: Mapping[str, Any]) -> str:
    """Where it lies, and when it would be there."""
    wind = words.wind(one["bearing_deg"])
    return f"{wind} · {words.duration(one['duration_s'])}" if one.get("duration_s") is not None else wind


def _reason_text(one: Mapping[str, Any]) -> str:
    text = one.get("reason_text")
    return str(text[words.language()] if text else REASONS.get(one["reason"], one["reason"]))
