"""Rescue teams 应急救援队伍."""

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q

from layers.geo import WGS84
from layers.labels import L
from layers.models.place import Resource
from layers.querysets import TeamQuerySet


class TeamCategory(models.TextChoices):
    FIRE_RESCUE = "fire_rescue", L("national fire and rescue", "国家综合性消防救援队伍")
    PROFESSIONAL = "professional", L("professional", "专业应急救援力量")
    SOCIAL = "social", L("volunteer and social", "社会应急力量")
    GRASSROOTS = "grassroots", L("township and village", "基层应急救援力量")
    MILITARY = "military", L("armed forces", "军队、武警")


class Discipline(models.TextChoices):
    COLLAPSE = "collapse", L("collapsed structures", "建筑物倒塌搜救")
    MOUNTAIN = "mountain", L("mountain rescue", "山地搜救")
    WATER = "water", L("water rescue", "水上搜救")
    DIVING = "diving", L("diving", "潜水救援")
    MEDICAL = "medical", L("emergency medical", "应急医疗救护")
    FLOOD = "flood", L("flood fighting", "抗洪抢险")
    FOREST_FIRE = "forest_fire", L("forest and grassland fire", "森林草原灭火")
    EARTHQUAKE = "earthquake", L("earthquake and geological", "地震和地质灾害救援")
    MINE = "mine", L("mine rescue", "矿山救援")
    HAZMAT = "hazmat", L("hazardous materials", "危险化学品救援")
    TUNNEL = "tunnel", L("tunnel rescue", "隧道救援")
    AVIATION = "aviation", L("aviation rescue", "航空救援")
    COMMUNICATIONS = "communications", L("communications", "应急通信")
    POWER = "power", L("power repair", "电力抢修")
    ROAD = "road", L("road clearing", "道路抢通")
    PUBLIC_ORDER = "public_order", L("public order", "治安维稳")


class TypingSystem(models.TextChoices):
    YJT_1 = "yjt1", L("YJ/T 1 grade", "YJ/T 1 能力分级")
    NIMS = "nims", L("NIMS type", "NIMS 类型")
    INSARAG = "insarag", L("INSARAG class", "INSARAG 分级")
    WHO_EMT = "who_emt", L("WHO EMT type", "WHO EMT 类型")


class TeamStatus(models.TextChoices):
    AVAILABLE = "available", L("available", "待命")
    ASSIGNED = "assigned", L("assigned", "已受领任务")
    EN_ROUTE = "en_route", L("en route", "途中")
    ON_SCENE = "on_scene", L("on scene", "现场作业")
    RETURNING = "returning", L("returning", "返回")
    OFF_DUTY = "off_duty", L("off duty", "休整")


class Team(Resource):
    """People who go out: what they can do, how many, how soon. The position on the map is the base."""

    category = models.CharField(L("category", "队伍类别"), max_length=15, choices=TeamCategory)
    disciplines = ArrayField(
        models.CharField(max_length=20, choices=Discipline),
        blank=True,
        default=list,
        verbose_name=L("disciplines", "救援专业"),
    )
    typing_system = models.CharField(L("typing system", "分级体系"), max_length=10, choices=TypingSystem, blank=True)
    typing_value = models.CharField(L("type", "能力等级"), max_length=30, blank=True)
    members_persons = models.PositiveIntegerField(L("members", "人数"), default=0)
    on_duty_persons = models.PositiveIntegerField(L("on duty", "在岗人数"), default=0)
    vehicles = models.JSONField(
        L("vehicles", "车辆"), default=list, blank=True, help_text=L("list of {name, count}", "[{name, count}] 列表")
    )
    equipment = models.JSONField(
        L("key equipment", "主要装备"),
        default=list,
        blank=True,
        help_text=L("list of {name, count}", "[{name, count}] 列表"),
    )
    turnout_day_minutes = models.PositiveIntegerField(L("turn-out by day", "白天出动时间"), null=True, blank=True)
    turnout_night_minutes = models.PositiveIntegerField(L("turn-out at night", "夜间出动时间"), null=True, blank=True)
    live_position = models.PointField(L("live position", "实时位置"), srid=WGS84, geography=True, null=True, blank=True)
    live_position_at = models.DateTimeField(L("live position at", "实时位置时间"), null=True, blank=True)
    status = models.CharField(L("status", "状态"), max_length=10, choices=TeamStatus, default=TeamStatus.AVAILABLE)

    objects: ClassVar[Any] = TeamQuerySet.as_manager()
    USABLE: ClassVar[frozenset[str]] = frozenset({TeamStatus.AVAILABLE})

    class Meta(Resource.Meta):
        verbose_name = L("team", "救援队伍")
        verbose_name_plural = L("teams", "救援队伍")
        indexes: ClassVar = [*Resource.Meta.indexes, GinIndex(fields=["disciplines"], name="team_disciplines")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(on_duty_persons__lte=F("members_persons")), name="team_on_duty_at_most_members"
            ),
        ]
