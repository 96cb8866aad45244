"""What every row on the map shares, and what every emergency resource shares."""

import uuid
from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from layers.errors import InvalidInputError
from layers.functions import WebMercator
from layers.geo import WEB_MERCATOR, WGS84, LonLat
from layers.labels import L
from layers.models.fields import SearchKeyField
from layers.querysets import ResourceQuerySet

CODE = RegexValidator(
    r"^[\w.\-/]+\Z",
    L("A code is letters, digits, “-”, “.”, “_” or “/”.", "编码只能由字母、数字、“-”“.”“_”“/”组成。"),
)


def validate_position(place: Any) -> None:
    """Refuse a point that is not on Earth; PostGIS would wrap it round in silence."""
    try:
        LonLat(place.x, place.y)
    except InvalidInputError as error:
        raise ValidationError([fault.detail for fault in error.faults]) from None


class Place(models.Model):
    """A row with a name and a code that people use, and an identifier that never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(L("code", "编码"), max_length=64, unique=True, validators=[CODE])
    name = models.CharField(L("name", "名称"), max_length=200)
    name_en = models.CharField(L("English name", "英文名称"), max_length=200, blank=True)
    search_key = SearchKeyField(sources=("name", "name_en", "code"))
    created_at = models.DateTimeField(L("created", "创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(L("updated", "更新时间"), auto_now=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="%(class)s_search"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Resource(Place):
    """An emergency resource: a place with a keeper, a state and an age of what is known about it.

    `area` is found from the point by the database (``layers/sql/area.sql``), whoever writes the row.
    """

    geom = models.PointField(
        L("position", "位置"),
        srid=WGS84,
        geography=True,
        validators=[validate_position],
        help_text=L("WGS 84 longitude and latitude", "WGS 84 经纬度"),
    )
    geom_mercator = models.GeneratedField(
        expression=WebMercator("geom"), output_field=models.PointField(srid=WEB_MERCATOR), db_persist=True
    )
    source_datum = models.CharField(
        L("original datum", "原始坐标系"),
        max_length=20,
        blank=True,
        help_text=L("wgs84, cgcs2000, gcj02, bd09 or EPSG:n, as the source gave it", "来源所用坐标系"),
    )
    source_x = models.FloatField(L("original longitude or easting", "原始经度或东坐标"), null=True, blank=True)
    source_y = models.FloatField(L("original latitude or northing", "原始纬度或北坐标"), null=True, blank=True)
    area = models.ForeignKey(
        "layers.Area",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=L("area", "行政区"),
        related_name="+",
    )
    address = models.CharField(L("address", "地址"), max_length=300, blank=True)
    managing_unit = models.CharField(L("managing unit", "管理单位"), max_length=200, blank=True)
    contact_name = models.CharField(L("contact", "联系人"), max_length=100, blank=True)
    contact_phone = models.CharField(L("contact phone", "联系电话"), max_length=60, blank=True)
    source = models.CharField(L("source", "数据来源"), max_length=200, blank=True)
    is_demo = models.BooleanField(L("demo data", "演示数据"), default=False, editable=False)
    verified_at = models.DateTimeField(L("verified", "核实时间"), null=True, blank=True)
    verified_by = models.CharField(L("verified by", "核实人"), max_length=100, blank=True)
    search_key = SearchKeyField(sources=("name", "name_en", "code", "address"))

    objects: ClassVar[Any] = ResourceQuerySet.as_manager()

    USABLE: ClassVar[frozenset[str]] = frozenset()
    """The values of `status` in which the resource can serve."""

    MEASURED_TO: ClassVar[str] = "geom"
    """The field that distances are measured to."""

    class Meta(Place.Meta):
        abstract = True
        indexes: ClassVar = [
            *Place.Meta.indexes,
            GistIndex(fields=["geom_mercator"], name="%(class)s_mercator"),
        ]

    @property
    def usable(self) -> bool:
        """Whether its status lets it serve."""
        return getattr(self, "status", None) in self.USABLE
