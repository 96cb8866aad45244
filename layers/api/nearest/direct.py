"""Plain nearest questions answered from memory as bytes: the same values, query and document as the view's, no more.

A row's properties lie in memory as JSON and go into the answer as they are. What is not plain (a resource as origin, a
danger to avoid, the database's own answer …) or not right is left to the view, which also says what is wrong.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import orjson
from django.utils import timezone

from layers.api.answers import nearest_head, standing_of
from layers.api.nearest.views import DEFAULT_K
from layers.api.reading import LAT, LON, MAX_DISTANCE_M, K, read_texts
from layers.catalog import NEAREST, find_layer
from layers.errors import OneMapError
from layers.geo import LonLat
from layers.live import service
from layers.queries.nearest import Nearest, find_nearest
from layers.queries.origin import Origin
from layers.queries.ranking import Ranked
from layers.rights import Role, reach_of

PARAMETERS = (LON, LAT, K, MAX_DISTANCE_M)
MOST_PARAMETERS = 100
FEATURE = b'{"type":"Feature","id":"%s","geometry":{"type":"Point","coordinates":%s},"properties":{%s,%s}}'
NOT_PLAIN = "avoid="
"""In the query: dangers are read from the database."""


def nearest_directly(layer_key: str, query: str, role: Role | None) -> bytes | None:
    """Return the answer to a question as the view would give it, as JSON; None where the view must be asked."""
    if NOT_PLAIN in query or not query.isascii():
        return None
    try:
        layer = find_layer(layer_key)
        if not layer.readable_by(role) or NEAREST not in layer.questions or not service.keeps(layer):
            return None
        texts = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        asked = read_texts(texts, PARAMETERS, layer, role)
        origin = Origin.at(LonLat(asked.values["lon"], asked.values["lat"]))
    except (OneMapError, KeyError, ValueError):
        return None
    answer = find_nearest(
        layer,
        origin,
        k=asked.values.get("k", DEFAULT_K),
        max_distance_m=asked.values.get("max_distance_m"),
        filters=asked.filters,
    )
    return nearest_json(answer, role, asked.filter_texts)


def nearest_json(answer: Nearest, role: Role | None, asked: Mapping[str, Any]) -> bytes:
    """Return `nearest_document` of an answer from memory as JSON, without reading the properties."""
    head = orjson.dumps(nearest_head(answer, asked))
    reach, now = reach_of(role), timezone.now()
    features = b",".join([_feature(one, asked, reach, now) for one in answer.found])
    return b'%s,"features":[%s]}' % (head[:-1], features)


def _feature(one: Ranked, asked: Mapping[str, Any], reach: int, now: datetime) -> bytes:
    resource = one.resource
    return FEATURE % (
        resource.id_text.encode(),
        orjson.dumps((resource.lon, resource.lat)),
        orjson.dumps(standing_of(one, asked, now))[1:-1],
        resource.inside(reach),
    )
