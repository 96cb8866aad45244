"""Hazard points 风险隐患点: where something may happen, how bad, and who is on it."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q

from layers.labels import L
from layers.models.outline import OutlinedResource


class HazardPointKind(models.TextChoices):
    ROCKFALL = "rockfall", L("rockfall", "崩塌")
    LANDSLIDE = "landslide", L("landslide", "滑坡")
    DEBRIS_FLOW = "debris_flow", L("debris flow", "泥石流")
    GROUND_COLLAPSE = "ground_collapse", L("ground collapse", "地面塌陷")
    GROUND_FISSURE = "ground_fissure", L("ground fissure", "地裂缝")
    SUBSIDENCE = "subsidence", L("subsidence", "地面沉降")
    DAM = "dam", L("dam or reservoir", "水库（险坝）")
    LEVEE = "levee", L("levee", "堤防险段")
    FLOOD_SPOT = "flood_spot", L("flood-prone spot", "易涝点")
    FLASH_FLOOD = "flash_flood", L("flash-flood valley", "山洪沟道")
    MINE = "mine", L("mine", "矿山")
    TAILINGS = "tailings", L("tailings pond", "尾矿库")
    CHEMICAL = "chemical", L("chemical works", "危险化学品企业")
    FUEL_STATION = "fuel_station", L("fuel station", "加油加气站")
    FIRE_RISK = "fire_risk", L("crowded or fire-prone place", "火灾重点单位")
    FOREST_FIRE = "forest_fire", L("forest-fire area", "森林火险区")
    OTHER = "other", L("other", "其他")


class RiskLevel(models.TextChoices):
    """Dual-prevention risk level: the four legal colours red, orange, yellow, blue."""

    MAJOR = "major", L("major (red)", "重大（红）")
    LARGER = "larger", L("larger (orange)", "较大（橙）")
    GENERAL = "general", L("general (yellow)", "一般（黄）")
    LOW = "low", L("low (blue)", "低（蓝）")


class HiddenDangerClass(models.TextChoices):
    """Accident hidden dangers have two classes only; never to be confused with the risk level."""

    GENERAL = "general", L("general hidden danger", "一般隐患")
    MAJOR = "major", L("major hidden danger", "重大隐患")


class Rectification(models.TextChoices):
    REPORTED = "reported", L("reported", "已上报")
    REGISTERED = "registered", L("registered", "已登记")
    ASSESSED = "assessed", L("assessed", "已评估")
    RECTIFYING = "rectifying", L("being rectified", "整改中")
    PENDING_ACCEPTANCE = "pending_acceptance", L("awaiting acceptance", "待验收")
    CLOSED = "closed", L("closed", "已销号")
    REJECTED = "rejected", L("rejected", "已退回")


class HazardPoint(OutlinedResource):
    """A place where something may go wrong; `status` is its state of rectification."""

    kind = models.CharField(L("kind", "类型"), max_length=20, choices=HazardPointKind)
    risk_level = models.CharField(L("risk level", "风险等级"), max_length=10, choices=RiskLevel)
    hidden_danger_class = models.CharField(
        L("hidden-danger class", "隐患级别"), max_length=10, choices=HiddenDangerClass, blank=True
    )
    major_hazard_source_level = models.PositiveSmallIntegerField(
        L("major hazard source level", "重大危险源级别"),
        null=True,
        blank=True,
        choices=[
            (1, L("level 1", "一级")),
            (2, L("level 2", "二级")),
            (3, L("level 3", "三级")),
            (4, L("level 4", "四级")),
        ],
        help_text="GB 18218",
    )
    threatened_persons = models.PositiveIntegerField(L("people threatened", "威胁人数"), null=True, blank=True)
    threatened_households = models.PositiveIntegerField(L("households threatened", "威胁户数"), null=True, blank=True)
    responsible_person = models.CharField(L("responsible person", "责任人"), max_length=100, blank=True)
    responsible_phone = models.CharField(L("responsible person's phone", "责任人电话"), max_length=60, blank=True)
    monitor_person = models.CharField(L("monitor", "监测人"), max_length=100, blank=True)
    monitor_phone = models.CharField(L("monitor's phone", "监测人电话"), max_length=60, blank=True)
    evacuation_shelter = models.ForeignKey(
        "layers.Shelter",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hazard_points",
        verbose_name=L("evacuation shelter", "撤离避难场所"),
    )
    effect_radius_m = models.FloatField(L("radius of effect", "影响半径"), null=True, blank=True)
    supervised = models.BooleanField(L("under special supervision", "挂牌督办"), default=False)
    found_on = models.DateField(L("found on", "发现日期"), null=True, blank=True)
    due_on = models.DateField(L("to be rectified by", "整改期限"), null=True, blank=True)
    closed_on = models.DateField(L("closed on", "销号日期"), null=True, blank=True)
    status = models.CharField(
        L("state of rectification", "整改状态"), max_length=20, choices=Rectification, default=Rectification.REPORTED
    )

    class Meta(OutlinedResource.Meta):
        verbose_name = L("hazard point", "隐患点")
        verbose_name_plural = L("hazard points", "隐患点")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(effect_radius_m__gt=0), name="hazard_radius_positive"),
        ]
