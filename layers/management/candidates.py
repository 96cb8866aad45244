"""Candidates for new sites as the API takes them, from the command line and from files."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from layers.labels import L

COLUMNS = ("name", "lon", "lat", "capacity_persons")
SOURCES = ("grid_m", "from_layer", "candidates")
CANDIDATES = (*SOURCES, "places", "upgrade", "upgrade_each", "without_today")
"""The options that `add_candidate_arguments` adds."""


def add_candidate_arguments(parser: ArgumentParser, *, also_places: str = "--places-each") -> None:
    """Add what says where new sites could be, and how many places they would have.

    Parameters
    ----------
    also_places
        Another name of ``--places-each``, where no filter has it.
    """
    parser.add_argument("--grid-m", type=float, metavar="M", help="candidates on a grid over the area")
    parser.add_argument("--from-layer", metavar="LAYER[:NAME=VALUE,…]", help="resources as candidates")
    parser.add_argument("--candidates", metavar="FILE", help="GeoJSON points, or CSV: name,lon,lat,capacity_persons")
    names = dict.fromkeys(("--places-each", also_places))
    parser.add_argument(
        *names, type=float, metavar="N", dest="places", help="of a candidate that says nothing of its own"
    )
    parser.add_argument("--upgrade", action="append", default=[], metavar="CODE:PERSONS", help="places to add there")
    parser.add_argument("--upgrade-each", type=float, metavar="PERSONS", help="places to add at any site")
    parser.add_argument("--without-today", action="store_true", help="as if there were no sites yet")


def siting_members(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a siting body that those arguments stand for; the API's own reader judges them."""
    members: dict[str, Any] = {"candidates": _candidates(options), "with_today": not options["without_today"]}
    upgrades = {code: _number(persons) for code, _, persons in (text.rpartition(":") for text in options["upgrade"])}
    if options["upgrade_each"] is not None:
        upgrades["each_persons"] = options["upgrade_each"]
    if upgrades:
        members["upgrades"] = upgrades
    if options["places"] is not None:
        members["places_persons"] = options["places"]
    return members


def _candidates(options: Mapping[str, Any]) -> Any:
    if len([name for name in SOURCES if options[name] is not None]) > 1:
        raise CommandError(L("Give one of --grid-m, --from-layer and --candidates.", "候选点来源只能给出一种。"))
    if options["grid_m"] is not None:
        return {"grid": {"spacing_m": options["grid_m"]}}
    if options["candidates"] is not None:
        return read_candidates(options["candidates"])
    if options["from_layer"] is None:
        return None
    key, _, texts = options["from_layer"].partition(":")
    pairs = (text.partition("=") for text in texts.split(",") if text)
    return {"layer": key, "filters": {name: value for name, _, value in pairs}}


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def read_candidates(name: str) -> Any:
    """Return a GeoJSON document, or the rows of a CSV file in UTF-8 with columns name, lon, lat, capacity_persons."""
    path = Path(name)
    try:
        text = path.read_text("utf-8-sig")
        return _rows(text) if path.suffix.lower() == ".csv" else json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(
            L("{file} cannot be read: {why}", "无法读取 {file}：{why}").format(file=name, why=error)
        ) from None


def _rows(text: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(text.splitlines())
    known = [column for column in COLUMNS if column in (rows.fieldnames or ())]
    if not {"lon", "lat"} <= set(known):
        raise ValueError(L("it needs columns lon and lat", "缺少 lon、lat 列"))
    return [{column: row[column] or None for column in known} for row in rows]
