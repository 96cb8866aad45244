"""The plain peer: the nearest depots as a competent user of GeoDjango and DRF-GIS would write it in an afternoon.

Fair: the index serves the order (`<->`), the area comes in the same query, connections are kept, nothing is signed in.
It answers the same fields as OneMap's public answer, less the bearing and what was left out.
"""

from __future__ import annotations

import os
from typing import Any, ClassVar

import django
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "mapserver.bench.peers.plain_settings"
django.setup()

from django.contrib.gis.db.models.functions import Distance, GeometryDistance  # noqa: E402
from django.contrib.gis.geos import Point  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.generics import ListAPIView  # noqa: E402
from rest_framework.serializers import ModelSerializer, SerializerMethodField  # noqa: E402
from rest_framework_gis.serializers import GeoFeatureModelSerializer  # noqa: E402

from layers.models import Area, Depot  # noqa: E402


class AreaSerializer(ModelSerializer):  # type: ignore[type-arg]
    class Meta:
        model = Area
        fields: ClassVar = ["code", "name", "name_en"]


class DepotSerializer(GeoFeatureModelSerializer):  # type: ignore[misc]
    area = AreaSerializer()
    distance_m = SerializerMethodField()

    class Meta:
        model = Depot
        geo_field = "geom"
        fields: ClassVar = [
            "id", "distance_m", "code", "name", "name_en", "status", "level", "storage_mode", "area", "address",
            "managing_unit", "verified_at", "source", "is_demo", "updated_at",
        ]  # fmt: skip

    def get_distance_m(self, depot: Any) -> float:
        metres: float = depot.distance.m
        return metres


class NearestDepots(ListAPIView):  # type: ignore[type-arg]
    serializer_class = DepotSerializer

    def get_queryset(self) -> Any:
        given = self.request.query_params
        place = Point(float(given["lon"]), float(given["lat"]), srid=4326)
        rows = Depot.objects.select_related("area").annotate(distance=Distance("geom", place))
        return rows.order_by(GeometryDistance("geom", place))[: int(given["k"])]


urlpatterns = [path("nearest", NearestDepots.as_view())]
application = get_wsgi_application()
