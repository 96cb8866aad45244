"""Administrative areas 行政区 with their outlines and people."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models import F, Q

from layers.functions import PointOnSurface
from layers.geo import WGS84
from layers.labels import L
from layers.models.place import Place, validate_position
from layers.querysets import AreaQuerySet


class AreaLevel(models.TextChoices):
    COUNTRY = "country", L("country", "国家")
    PROVINCE = "province", L("province", "省级")
    CITY = "city", L("city", "市级")
    COUNTY = "county", L("county", "县级")
    TOWN = "town", L("town", "乡镇级")
    VILLAGE = "village", L("village", "村级")


class Area(Place):
    """An administrative area; `code` is GB/T 2260 and its extensions (2, 4, 6, 9 or 12 digits), or another country's.

    `lineage` (the codes from the root down to this one) and the subdivided `parts` are kept by the
    database: ``layers/sql/area.sql``.
    """

    level = models.CharField(L("level", "级别"), max_length=10, choices=AreaLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=L("parent", "上级")
    )
    lineage = ArrayField(models.CharField(max_length=64), editable=False, default=list)
    geom = models.MultiPolygonField(L("outline", "边界"), srid=WGS84, null=True, blank=True)
    label_point = models.GeneratedField(
        expression=PointOnSurface("geom"), output_field=models.PointField(srid=WGS84, null=True), db_persist=True
    )
    seat = models.PointField(
        L("seat", "驻地"),
        srid=WGS84,
        null=True,
        blank=True,
        validators=[validate_position],
        help_text=L(
            "where its administration sits; stands for the area where one point must",
            "政府驻地；需以一点代表该区时使用",
        ),
    )
    population_persons = models.PositiveIntegerField(L("population", "人口"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(L("year of the population", "人口年份"), null=True, blank=True)
    population_source = models.CharField(L("source of the population", "人口来源"), max_length=200, blank=True)
    valid_from = models.DateField(L("valid from", "启用日期"), null=True, blank=True)
    valid_to = models.DateField(L("valid to", "停用日期"), null=True, blank=True)
    source = models.CharField(L("source", "数据来源"), max_length=200, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta(Place.Meta):
        verbose_name = L("area", "行政区")
        verbose_name_plural = L("areas", "行政区")
        indexes: ClassVar = [
            *Place.Meta.indexes,
            GinIndex(fields=["lineage"], name="area_lineage"),
            GistIndex(fields=["label_point"], name="area_label_point"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="area_valid_from_before_to",
            ),
        ]


class AreaPart(models.Model):
    """A small piece of an area's outline (at most 256 vertices), so that point-in-area is quick."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="parts")
    geom = models.PolygonField(srid=WGS84)

    class Meta:
        default_permissions = ()
