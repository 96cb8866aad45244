"""The body of a question about very many origins: columns or GeoJSON become arrays, every fault named by its place."""

import json
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from layers.api.body_texts import as_texts
from layers.api.nearest.batch_origins import read_origins
from layers.api.reading import MAX_DISTANCE_M, Asked, read_texts
from layers.catalog import Layer
from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.labels import L
from layers.live.sphere import Floats
from layers.pointers import Reader, refused
from layers.queries.nearest_many import MAX_K
from layers.rights import Role

MAX_BODY_BYTES = 64 << 20
"""Enough for so many GeoJSON features with a few properties each."""
KEYS = ("origins", "k", "max_distance_m", "filters")
DEFAULT_K = 1


@dataclass(frozen=True)
class BatchQuestion:
    """Origins as columns, and what is asked of each."""

    lons: Floats
    lats: Floats
    k: int
    max_distance_m: float | None
    asked: Asked


class BatchParser(BaseParser):
    """JSON, read fast; NaN and Infinity are let through, so that they are refused by name where they stand."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        text = stream.read(MAX_BODY_BYTES + 1)
        if len(text) > MAX_BODY_BYTES:
            detail = L("The body is larger than {most} MiB.", "请求体超过 {most} MiB。")
            raise TooBroadError(Fault(detail.format(most=MAX_BODY_BYTES >> 20), pointer="/"))
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            try:
                return json.loads(text)
            except (ValueError, RecursionError) as error:
                detail = L("The body is not JSON: {why}.", "请求体不是 JSON：{why}。")
                raise ParseError(detail.format(why=str(error)[:200])) from None


class GeoJsonBatchParser(BatchParser):
    media_type = "application/geo+json"


def read_batch(body: Any, layer: Layer, role: Role | None) -> BatchQuestion:
    """Return what a request's body asks for.

    Raises
    ------
    InvalidInputError
        With every kind of fault found; of bad origins, the first few.
    TooBroadError
        For more origins than one answer holds.
    NotSignedInError, NotAllowedError
        For a filter that would tell what the role may not read.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    reader.no_others(body, KEYS, "")
    lons = lats = np.zeros(0)
    with reader.at("/origins"):
        lons, lats = read_origins(body.get("origins"))
    k, distance_m, asked = DEFAULT_K, None, Asked({}, {}, {})
    with reader.at("/k"):
        k = _k(body.get("k", DEFAULT_K))
    with reader.at("/max_distance_m"):
        if body.get("max_distance_m") is not None:
            distance_m = MAX_DISTANCE_M.parse(body["max_distance_m"], "max_distance_m")
    with reader.at("/filters"):
        asked = _filters(body.get("filters"), layer, role)
    if reader.faults:
        raise InvalidInputError(*reader.faults)
    return BatchQuestion(lons, lats, k, distance_m, asked)


def _k(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MAX_K:
        detail = L("k must be a whole number from 1 to {most}.", "k 必须是 1 到 {most} 的整数。")
        raise refused(detail.format(most=MAX_K))
    return value


def _filters(filters: Any, layer: Layer, role: Role | None) -> Asked:
    """Read filters as the parameters of an address would be."""
    filters = {} if filters is None else filters
    if not isinstance(filters, dict):
        raise refused(L("filters must be an object.", "filters 必须是对象。"))
    try:
        return read_texts(as_texts(filters), (), layer, role)
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(one.detail, pointer=f"/{one.parameter}") for one in error.faults)) from None
