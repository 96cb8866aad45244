"""Closed roads 道路封闭: where no vehicle may pass, and until when. Ways by road avoid them."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils import timezone

from layers.geo import WGS84
from layers.labels import L
from layers.models.place import Resource


class ClosureReason(models.TextChoices):
    FLOOD = "flood", L("flooded", "积水淹没")
    LANDSLIDE = "landslide", L("landslide or rockfall", "滑坡塌方")
    COLLAPSE = "collapse", L("road or bridge collapsed", "路桥垮塌")
    ICE = "ice", L("snow or ice", "冰雪")
    ACCIDENT = "accident", L("accident", "事故")
    CONTROL = "control", L("traffic control", "交通管制")
    WORKS = "works", L("road works", "施工")
    OTHER = "other", L("other", "其他")


class ClosureStatus(models.TextChoices):
    CLOSED = "closed", L("closed", "封闭")
    REOPENED = "reopened", L("open again", "已恢复通行")


class RoadClosure(Resource):
    """A stretch of road that is closed: the point is where it is shown, the line, where given, how far it reaches."""

    line = models.LineStringField(
        L("closed stretch", "封闭路段"),
        srid=WGS84,
        geography=True,
        null=True,
        blank=True,
        help_text=L(
            "along the road; without it, the road nearest to the point is closed", "沿道路绘制；未绘制时封闭最近的道路"
        ),
    )
    reason = models.CharField(L("reason", "封闭原因"), max_length=10, choices=ClosureReason)
    closed_from = models.DateTimeField(L("closed from", "封闭开始"), default=timezone.now)
    closed_until = models.DateTimeField(
        L("closed until", "封闭结束"), null=True, blank=True, help_text=L("empty: until opened", "空：直至恢复通行")
    )
    open_on_foot = models.BooleanField(L("open on foot", "行人可通行"), default=False)
    status = models.CharField(L("status", "状态"), max_length=10, choices=ClosureStatus, default=ClosureStatus.CLOSED)

    class Meta(Resource.Meta):
        verbose_name = L("road closure", "道路封闭")
        verbose_name_plural = L("road closures", "道路封闭")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_until__isnull=True) | Q(closed_from__lt=F("closed_until")),
                name="closure_begins_before_it_ends",
                violation_error_message=L("A closure must begin before it ends.", "封闭开始时间必须早于结束时间。"),
            ),
        ]
