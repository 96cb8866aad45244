"""Resources that may cover ground: distance to them is to their outline."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex

from layers.functions import OutlineOrPoint
from layers.geo import WGS84
from layers.labels import L
from layers.models.place import Resource


class OutlinedResource(Resource):
    """A resource with a point and, perhaps, an outline of what it affects."""

    outline = models.MultiPolygonField(
        L("outline of effect", "影响范围"), srid=WGS84, geography=True, null=True, blank=True
    )
    footprint = models.GeneratedField(
        expression=OutlineOrPoint("outline", "geom"),
        output_field=models.GeometryField(srid=WGS84, geography=True),
        db_persist=True,
    )

    MEASURED_TO: ClassVar[str] = "footprint"

    class Meta(Resource.Meta):
        abstract = True
        indexes: ClassVar = [
            *Resource.Meta.indexes,
            GistIndex(fields=["footprint"], name="%(class)s_footprint"),
        ]
