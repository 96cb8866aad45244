"""Answers as documents: the shapes that the API, the command line and the map share."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import shapely
from django.utils import timezone

from layers.api.fresh import freshness_document
from layers.api.journeys import journey_document, time_document, time_query, way_document, why
from layers.api.serialisers import feature_serialiser
from layers.catalog import Layer
from layers.live.resource import LiveResource
from layers.models.depot import number
from layers.queries.nearest import Nearest
from layers.queries.origin import Origin
from layers.queries.ranking import Ranked
from layers.queries.within import Circle, Within
from layers.rights import Role, reach_of


def features_of(layer: Layer, role: Role | None, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return plain GeoJSON features of model rows, with what the role may read."""
    return list(feature_serialiser(layer, role)(list(rows), many=True).data["features"])


def nearest_document(
    answer: Nearest, role: Role | None, asked: Mapping[str, Any], *, ways: Mapping[Any, Any] | None = None
) -> dict[str, Any]:
    document = nearest_head(answer, asked)
    document["features"] = _ranked(answer.layer, role, answer.found, asked)
    if ways is not None:
        for feature, one in zip(document["features"], answer.found, strict=True):
            feature["route"] = way_document(ways[one.resource.pk])
    if answer.left_out is not None:
        document["left_out"] = _ranked(answer.layer, role, answer.left_out, asked)
    return document


def nearest_head(answer: Nearest, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The document's members before the resources."""
    return {
        "type": "FeatureCollection",
        "query": {
            "layer": answer.layer.key,
            **_origin(answer.origin),
            "k": answer.k,
            "max_distance_m": answer.max_distance_m,
            **time_query(answer),
            "filters": asked,
        },
        **freshness_document(answer.freshness),
        **time_document(answer),
        "excluded": answer.excluded,
    }


def within_document(answer: Within, role: Role | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    readable = set(answer.layer.fields_for(role))
    sums: dict[str, Any] = {name: total for name, total in answer.sums.items() if name in readable}
    if "stock" in readable:
        sums["stock"] = list(answer.stock)
    circle = isinstance(answer.region, Circle)
    region = (
        {**_origin(answer.region.origin), "radius_m": answer.region.radius_m}
        if isinstance(answer.region, Circle)
        else {"polygon": shapely.geometry.mapping(answer.region)}
    )
    return {
        "type": "FeatureCollection",
        "query": {"layer": answer.layer.key, **region, "filters": asked},
        **freshness_document(answer.freshness),
        "count": answer.count,
        "sums": sums,
        "features": (
            _ranked(answer.layer, role, answer.found, asked)
            if circle
            else features_of(answer.layer, role, answer.found)
        ),
    }


def _ranked(layer: Layer, role: Role | None, found: Iterable[Ranked], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = list(found)
    if not found:
        return []
    from_memory = isinstance(found[0].resource, LiveResource)
    features = _live_features(role, found) if from_memory else _stored_features(layer, role, found)
    now = timezone.now()
    for feature, one in zip(features, found, strict=True):
        feature["properties"] = {**standing_of(one, asked, now), **feature["properties"]}
    return features


def _live_features(role: Role | None, found: Iterable[Ranked]) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": str(one.resource.pk),
            "geometry": {"type": "Point", "coordinates": [one.resource.geom.x, one.resource.geom.y]},
            "properties": one.resource.properties(reach_of(role)),
        }
        for one in found
    ]


def _stored_features(layer: Layer, role: Role | None, found: list[Ranked]) -> list[dict[str, Any]]:
    features = features_of(layer, role, [one.resource for one in found])
    for feature, one in zip(features, found, strict=True):
        feature["properties"]["usable"] = one.resource.usable
    return features


def standing_of(one: Ranked, asked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Where a resource stands in this answer, beside what it is."""
    verified = one.resource.verified_at
    standing: dict[str, Any] = {"rank": one.rank} if one.rank is not None else why(one.reason)
    standing["distance_m"] = one.distance_m
    standing["bearing_deg"] = one.bearing_deg
    standing["verified_age_s"] = int((now - verified).total_seconds()) if verified else None
    if one.journey:
        standing |= journey_document(one.journey)
    available = getattr(one.resource, "available_quantities", ())
    if available:
        items = asked["item"] if isinstance(asked["item"], list) else [asked["item"]]
        standing["available"] = {item: number(held) for item, held in zip(items, available, strict=True)}
    return standing


def _origin(origin: Origin) -> dict[str, Any]:
    return {"lon": origin.position.lon, "lat": origin.position.lat, "from": origin.resource}
