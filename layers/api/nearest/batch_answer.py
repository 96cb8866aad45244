"""The answer for very many origins as JSON, put together from columns and given out piece by piece."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from layers.api.fresh import freshness_document
from layers.live.crowd import NOTHING, Crowd
from layers.queries.nearest_many import NearestMany

ROWS_A_PIECE = 10_000


def many_document(answer: NearestMany, asked: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the document: resources once each, and by origin their places in that list and their distances."""
    found = answer.found
    there = found.rows != NOTHING
    is_found = np.zeros(len(answer.crowd) + 1, bool)  # the last is where NOTHING leads
    is_found[found.rows[there]] = True
    distinct = np.flatnonzero(is_found)
    places = (np.cumsum(is_found) - 1)[found.rows]
    head = {
        "query": {
            "layer": answer.layer.key,
            "origins": len(places),
            "k": answer.k,
            "max_distance_m": answer.max_distance_m,
            "filters": asked,
        },
        **freshness_document(answer.freshness),
    }
    yield orjson.dumps(head)[:-1]
    yield b',"resources":['
    yield from _joined(_resources(answer.crowd, rows) for rows in _pieces(distinct))
    yield b'],"nearest":['
    yield from _joined(map(_lists, _pieces(places), _pieces(there)))
    yield b'],"distance_m":['
    yield from _joined(map(_lists, _pieces(found.metres), _pieces(there)))
    yield b"]}"


def _resources(crowd: Crowd, rows: NDArray[np.int64]) -> bytes:
    ids = crowd.ids_text(rows)
    lons, lats = (orjson.dumps(column[rows], option=orjson.OPT_SERIALIZE_NUMPY) for column in (crowd.lons, crowd.lats))
    columns = (ids, crowd.names(rows), lons[1:-1].split(b","), lats[1:-1].split(b","))
    between = (b',{"id":"', b'",', b',"lon":', b',"lat":')
    texts = [text for before, column in zip(between, columns, strict=True) for text in (repeat(before), column)]
    return b"".join(chain.from_iterable(zip(*texts, repeat(b"}"), strict=False)))[1:]


def _lists(values: NDArray[Any], there: NDArray[np.bool_]) -> bytes:
    """Rows of numbers as JSON, without what is not there."""
    if there.all():
        return orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
    counts = there.sum(axis=1).tolist()
    return orjson.dumps([row[:count] for row, count in zip(values.tolist(), counts, strict=True)])[1:-1]


def _pieces(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    return (rows[begin : begin + ROWS_A_PIECE] for begin in range(0, len(rows), ROWS_A_PIECE))


def _joined(texts: Iterable[bytes]) -> Iterator[bytes]:
    texts = iter(texts)
    return chain(
        [next(texts, b"")],
        (b"," + text for text in texts),
    )
