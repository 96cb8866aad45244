"""/api/v1/layers/{layer}/features: list, create, read, change, delete, as GeoJSON."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import ProtectedError
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.answers import features_of
from layers.api.reading import BBOX, LIMIT, OFFSET, read
from layers.api.serialisers import feature_serialiser
from layers.api.views import LayerView
from layers.errors import ConflictError, Fault, InvalidInputError
from layers.labels import L
from layers.queries.origin import find_feature
from layers.queries.question import narrowed

DEFAULT_LIMIT = 100


class FeatureListView(LayerView):
    """The layer's features by code, paged; POST creates one."""

    parameters = (BBOX, LIMIT, OFFSET)
    responds = "FeaturePage"
    writes = frozenset({"POST"})

    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        limit, offset = asked.values.get("limit", DEFAULT_LIMIT), asked.values.get("offset", 0)
        rows = narrowed(self.layer.model._default_manager.all(), self.layer, asked.filters)
        if "bbox" in asked.values:
            rows = rows.in_bbox(asked.values["bbox"])
        matched = rows.count()
        page = rows.order_by("code").select_related(*_joined(self.layer)).prefetch_related(*self.layer.prefetch)
        features = features_of(self.layer, self.role, page[offset : offset + limit])
        return Response(
            {
                "type": "FeatureCollection",
                "numberMatched": matched,
                "numberReturned": len(features),
                "links": _links(request, limit, offset, matched),
                "features": features,
            }
        )

    def post(self, request: Request) -> Response:
        """Create a feature from a GeoJSON Feature."""
        read(request.query_params, ())
        serialiser = feature_serialiser(self.layer, self.role)(data=_feature_body(request.data))
        feature = _valid(serialiser).save()
        location = request.build_absolute_uri(f"{request.path}/{feature.pk}")
        return Response(features_of(self.layer, self.role, [feature])[0], status=201, headers={"Location": location})


class FeatureView(LayerView):
    """One feature by uuid or business code."""

    filtered = False
    responds = "Feature"
    writes = frozenset({"PUT", "PATCH", "DELETE"})

    def get(self, request: Request, feature_id: str) -> Response:
        self.asked(request)
        return Response(features_of(self.layer, self.role, [find_feature(self.layer, feature_id)])[0])

    def put(self, request: Request, feature_id: str) -> Response:
        """Replace the feature's properties and place."""
        return self._change(request, feature_id, partial=False)

    def patch(self, request: Request, feature_id: str) -> Response:
        """Change some of the feature's properties or its place."""
        return self._change(request, feature_id, partial=True)

    def delete(self, request: Request, feature_id: str) -> Response:
        """Delete the feature; refused while others depend on it."""
        self.asked(request)
        try:
            find_feature(self.layer, feature_id).delete()
        except ProtectedError:
            raise ConflictError(
                L("Others depend on it; move or delete them first.", "有其他记录依赖它，请先移走或删除它们。")
            ) from None
        return Response(status=204)

    @transaction.atomic
    def _change(self, request: Request, feature_id: str, *, partial: bool) -> Response:
        self.asked(request)
        body = _feature_body(request.data, partial=partial)
        known = find_feature(self.layer, feature_id)
        locked = self.layer.model._default_manager.select_for_update(of=("self",)).get(pk=known.pk)
        serialiser = feature_serialiser(self.layer, self.role)(locked, data=body, partial=partial)
        return Response(features_of(self.layer, self.role, [_valid(serialiser).save()])[0])


def _joined(layer: Any) -> tuple[str, ...]:
    return tuple(name for name in ("area", "parent") if name in layer.fields)


def _feature_body(body: Any, *, partial: bool = False) -> dict[str, Any]:
    if not isinstance(body, dict) or body.get("type") != "Feature" or not isinstance(body.get("properties"), dict):
        raise InvalidInputError(
            Fault(
                L(
                    "The body must be a GeoJSON Feature with properties.",
                    "请求体必须是带 properties 的 GeoJSON Feature。",
                ),
                pointer="/",
            )
        )
    return {
        name: value
        for name, value in body.items()
        if name in ("type", "geometry", "properties") and not (partial and name == "geometry" and value is None)
    }


def _valid(serialiser: Any) -> Any:
    """Return the serialiser if its data is valid and names no field that cannot be written."""
    given = serialiser.initial_data.get("properties", {})
    writable = {name for name, field in serialiser.fields.items() if not field.read_only}
    unknown = [name for name in given if name not in serialiser.fields]
    if unknown:
        raise InvalidInputError(
            *(
                Fault(
                    L(
                        "There is no property “{name}” here; writable are: {known}.",
                        "没有属性“{name}”；可写的有：{known}。",
                    ).format(name=name[:40], known=", ".join(sorted(writable))),
                    pointer=f"/properties/{name[:40]}",
                )
                for name in unknown
            )
        )
    serialiser.is_valid(raise_exception=True)
    return serialiser


def _links(request: Request, limit: int, offset: int, matched: int) -> list[dict[str, str]]:
    def link(rel: str, start: int) -> dict[str, str]:
        query = [
            *((k, v) for k, vs in request.query_params.lists() for v in vs if k not in ("limit", "offset")),
            ("limit", limit),
            ("offset", start),
        ]
        return {
            "rel": rel,
            "type": "application/geo+json",
            "href": request.build_absolute_uri(f"{request.path}?{urlencode(query)}"),
        }

    links = [link("self", offset)]
    if offset + limit < matched:
        links.append(link("next", offset + limit))
    if offset:
        links.append(link("prev", max(0, offset - limit)))
    return links
