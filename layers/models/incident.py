"""Incidents 突发事件: what commanders open, and measure from."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import F, Q

from layers.labels import L
from layers.models.outline import OutlinedResource


class IncidentKind(models.TextChoices):
    """The four categories of the emergency response law, natural disasters told apart by what happened."""

    FLOOD = "flood", L("flood", "洪涝")
    EARTHQUAKE = "earthquake", L("earthquake", "地震")
    GEOLOGICAL = "geological", L("geological disaster", "地质灾害")
    WEATHER = "weather", L("severe weather", "气象灾害")
    FOREST_FIRE = "forest_fire", L("forest or grassland fire", "森林草原火灾")
    ACCIDENT = "accident", L("accident", "事故灾难")
    PUBLIC_HEALTH = "public_health", L("public health", "公共卫生事件")
    SECURITY = "security", L("public security", "社会安全事件")


class Severity(models.TextChoices):
    """Severity of the event; a scale apart from warning colours and response levels."""

    I = "1", L("I, extremely serious", "Ⅰ级（特别重大）")  # noqa: E741
    II = "2", L("II, serious", "Ⅱ级（重大）")
    III = "3", L("III, larger", "Ⅲ级（较大）")
    IV = "4", L("IV, general", "Ⅳ级（一般）")


class ResponseLevel(models.TextChoices):
    I = "1", L("level I", "Ⅰ级响应")  # noqa: E741
    II = "2", L("level II", "Ⅱ级响应")
    III = "3", L("level III", "Ⅲ级响应")
    IV = "4", L("level IV", "Ⅳ级响应")


class IncidentStatus(models.TextChoices):
    OPEN = "open", L("open", "处置中")
    CONTROLLED = "controlled", L("under control", "已控制")
    CLOSED = "closed", L("closed", "已结束")


class Incident(OutlinedResource):
    """Something that is happening, at a place or over an outline."""

    kind = models.CharField(L("kind", "类型"), max_length=15, choices=IncidentKind)
    severity = models.CharField(L("severity", "事件级别"), max_length=1, choices=Severity, blank=True)
    response_level = models.CharField(L("response level", "响应级别"), max_length=1, choices=ResponseLevel, blank=True)
    started_at = models.DateTimeField(L("started", "发生时间"))
    ended_at = models.DateTimeField(L("ended", "结束时间"), null=True, blank=True)
    description = models.TextField(L("description", "情况描述"), max_length=4000, blank=True)
    status = models.CharField(L("status", "状态"), max_length=10, choices=IncidentStatus, default=IncidentStatus.OPEN)

    USABLE: ClassVar[frozenset[str]] = frozenset({IncidentStatus.OPEN, IncidentStatus.CONTROLLED})

    class Meta(OutlinedResource.Meta):
        verbose_name = L("incident", "突发事件")
        verbose_name_plural = L("incidents", "突发事件")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__lte=F("ended_at")),
                name="incident_starts_before_it_ends",
            ),
        ]
