"""Emergency shelters 应急避难场所, classified by GB/T 44013 (management) and GB 51143 (design)."""

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from layers.labels import L
from layers.models.hazard_kinds import HazardKind, YesNoUnknown
from layers.models.place import Resource
from layers.querysets import ShelterQuerySet


class ShelterLevel(models.TextChoices):
    PROVINCE = "province", L("province", "省级")
    CITY = "city", L("city", "市级")
    COUNTY = "county", L("county", "县级")
    TOWN = "town", L("town", "乡镇（街道）级")
    VILLAGE = "village", L("village", "村（社区）级")


class Duration(models.TextChoices):
    EMERGENCY = "emergency", L("emergency", "紧急")
    SHORT = "short", L("short-term", "短期")
    LONG = "long", L("long-term", "长期")


class Space(models.TextChoices):
    INDOOR = "indoor", L("indoor", "室内")
    OUTDOOR = "outdoor", L("outdoor", "室外")
    BOTH = "both", L("indoor and outdoor", "室内外兼有")


class ShelterFunction(models.TextChoices):
    COMPREHENSIVE = "comprehensive", L("comprehensive", "综合性")
    SINGLE = "single", L("single-purpose", "单一性")
    SPECIAL = "special", L("special", "特定")


class Tenure(models.TextChoices):
    PERMANENT = "permanent", L("permanent", "常设")
    TEMPORARY = "temporary", L("temporary", "临时")


class DesignClass(models.TextChoices):
    EMERGENCY = "emergency", L("emergency", "紧急避难场所")
    FIXED_SHORT = "fixed_short", L("fixed, short-term", "短期固定避难场所")
    FIXED_MID = "fixed_mid", L("fixed, medium-term", "中期固定避难场所")
    FIXED_LONG = "fixed_long", L("fixed, long-term", "长期固定避难场所")
    CENTRE = "centre", L("centre", "中心避难场所")


class ShelterStatus(models.TextChoices):
    STANDBY = "standby", L("standby", "待命")
    OPEN = "open", L("open", "已开放")
    FULL = "full", L("full", "已满")
    CLOSED = "closed", L("closed", "关闭")
    DAMAGED = "damaged", L("damaged", "受损")
    UNDER_MAINTENANCE = "under_maintenance", L("under maintenance", "维护中")


class Facility(models.TextChoices):
    """The checklist of the shelter design code by tier (emergency, fixed, centre)."""

    REST_AREA = "rest_area", L("rest area", "避难休息区")
    SUPPLY_POINT = "supply_point", L("supply distribution point", "物资分发点")
    FIRE_FIGHTING = "fire_fighting", L("fire-fighting", "消防设施")
    LIGHTING = "lighting", L("lighting", "应急照明")
    SIGNS = "signs", L("signs", "标志标识")
    MANAGEMENT = "management", L("management area", "管理区")
    DORMITORY = "dormitory", L("dormitory area", "宿住区")
    MEDICAL = "medical", L("medical and hygiene area", "医疗卫生区")
    SUPPLY_STORE = "supply_store", L("supply store", "物资储备间")
    WASTE = "waste", L("waste point", "垃圾收集点")
    WATER = "water", L("water supply", "应急供水")
    POWER = "power", L("power supply", "应急供电")
    BROADCAST = "broadcast", L("broadcast", "应急广播")
    SEWAGE = "sewage", L("sewage", "排污设施")
    TOILET = "toilet", L("toilets", "应急厕所")
    COMMAND = "command", L("command area", "应急指挥区")
    CAR_PARK = "car_park", L("car park", "应急停车场")
    HELIPAD = "helipad", L("helipad", "应急停机坪")
    SHOWER = "shower", L("showers", "淋浴")
    COMMUNICATIONS = "communications", L("communications", "应急通信")


class Shelter(Resource):
    """A place where people can stay or gather, its classes, capacity and live state."""

    level = models.CharField(
        L("level", "级别"),
        max_length=10,
        choices=ShelterLevel,
        blank=True,
        help_text=L("GB/T 44013: by the responsible administration", "GB/T 44013 分级"),
    )
    duration = models.CharField(
        L("duration", "避难时长"), max_length=10, choices=Duration, blank=True, help_text="GB/T 44013"
    )
    space = models.CharField(L("space", "空间类型"), max_length=10, choices=Space, blank=True, help_text="GB/T 44013")
    function = models.CharField(
        L("function", "功能"), max_length=15, choices=ShelterFunction, blank=True, help_text="GB/T 44013"
    )
    tenure = models.CharField(L("tenure", "设置方式"), max_length=10, choices=Tenure, default=Tenure.PERMANENT)
    class_51143 = models.CharField(
        L("design class", "设计类别"), max_length=12, choices=DesignClass, blank=True, help_text="GB 51143"
    )
    effective_area_m2 = models.FloatField(
        L("effective area", "有效避难面积"),
        null=True,
        blank=True,
        help_text=L("m² that people can use", "可供避难人员使用的面积（平方米）"),
    )
    capacity_evacuation_persons = models.PositiveIntegerField(
        L("capacity", "可容纳人数"),
        null=True,
        blank=True,
        help_text=L("persons, for evacuation before or during the event", "灾前、灾中疏散容量（人）"),
    )
    capacity_post_impact_persons = models.PositiveIntegerField(
        L("capacity after impact", "灾后可容纳人数"),
        null=True,
        blank=True,
        help_text=L("persons, for a stay after the event", "灾后安置容量（人）"),
    )
    occupancy_persons = models.PositiveIntegerField(L("people inside", "已入住人数"), null=True, blank=True)
    occupancy_as_of = models.DateTimeField(L("people counted at", "入住统计时间"), null=True, blank=True)
    free_places_persons = models.GeneratedField(
        verbose_name=L("free places", "剩余可容纳人数"),
        expression=Greatest(F("capacity_evacuation_persons") - Coalesce(F("occupancy_persons"), 0), 0),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    serves = models.CharField(
        L("meant for", "服务对象"),
        max_length=300,
        blank=True,
        help_text=L("villages or blocks expected here", "预定收容的村（社区）"),
    )
    facilities = ArrayField(
        models.CharField(max_length=20, choices=Facility),
        blank=True,
        default=list,
        verbose_name=L("facilities", "设施"),
    )
    wheelchair_accessible = models.CharField(
        L("accessible by wheelchair", "无障碍"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    suits_frail_people = models.CharField(
        L("fit for frail people", "适合安置老弱病残"), max_length=7, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    status = models.CharField(L("status", "状态"), max_length=20, choices=ShelterStatus, default=ShelterStatus.STANDBY)

    objects: ClassVar[Any] = ShelterQuerySet.as_manager()
    USABLE: ClassVar[frozenset[str]] = frozenset({ShelterStatus.STANDBY, ShelterStatus.OPEN})

    class Meta(Resource.Meta):
        verbose_name = L("shelter", "避难场所")
        verbose_name_plural = L("shelters", "避难场所")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(effective_area_m2__gte=0), name="shelter_area_not_negative"),
        ]

    @property
    def suitability(self) -> dict[str, str]:
        """Hazard kind → yes or no; a hazard that is missing is unknown."""
        return {row.hazard: row.suitable for row in self.suitability_rows.all()}

    def set_suitability(self, matrix: dict[str, str]) -> None:
        """Replace the shelter's row of the matrix; unknown means no entry."""
        known = {hazard: suitable for hazard, suitable in matrix.items() if suitable != YesNoUnknown.UNKNOWN}
        self.suitability_rows.exclude(hazard__in=known).delete()
        for hazard, suitable in known.items():
            self.suitability_rows.update_or_create(hazard=hazard, defaults={"suitable": suitable})


class ShelterSuitability(models.Model):
    """One cell of the matrix shelter × hazard."""

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="suitability_rows")
    hazard = models.CharField(L("hazard", "灾种"), max_length=20, choices=HazardKind)
    suitable = models.CharField(L("suitable", "是否适用"), max_length=7, choices=YesNoUnknown)

    class Meta:
        verbose_name = L("hazard suitability", "灾种适用性")
        verbose_name_plural = L("hazard suitability", "灾种适用性")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shelter", "hazard"], name="shelter_hazard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_hazard_display()}: {self.get_suitable_display()}"
