"""Coverage targets 覆盖目标: what share of people, of areas or of ground must be covered, with its source."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from layers.labels import BothLanguages, L
from layers.models.area import AreaLevel
from layers.models.hazard_kinds import HazardKind
from layers.models.standard import Verification
from layers.querysets import InForceQuerySet


class TargetMeasure(models.TextChoices):
    """What is measured, and held against the target."""

    SHARE_WITHIN = "share_within", L("share of people within reach", "一定范围内的人口占比")
    ONE_PER_AREA = "one_per_area", L("so many in each area", "每个行政区至少若干个")
    PER_10000 = "per_10000", L("for each 10,000 people", "每万人数量")
    SPACING = "spacing", L("share of ground within the spacing", "布设间距内的土地占比")
    TIER_SHARE = "tier_share", L("share of people that depots reach in time", "储备库时限内可达人口占比")


class TargetCapacity(models.TextChoices):
    """Whether people need a place too, not reach alone."""

    NONE = "none", L("reach alone", "不计容量")
    EVACUATION = "evacuation", L("a place for evacuation", "疏散容量")
    POST_IMPACT = "post_impact", L("a place after impact", "灾后安置容量")


class CoverageTarget(models.Model):
    """One target, for every area of a level; edited in the admin. A value equal to the target passes."""

    key = models.SlugField(L("key", "键"), max_length=50)
    title = models.CharField(L("title", "名称"), max_length=200)
    title_en = models.CharField(L("English title", "英文名称"), max_length=200, blank=True)
    measure = models.CharField(L("measure", "指标"), max_length=15, choices=TargetMeasure)
    layer = models.CharField(
        L("layer", "图层"), max_length=40, help_text=L("key of the layer, such as shelters", "图层的键，如 shelters")
    )
    filters = models.JSONField(
        L("which of them", "筛选条件"),
        default=dict,
        blank=True,
        help_text=L('the layer’s filters: {"kind": ["long"]}', "该图层的筛选条件，如 {“kind”: [“long”]}"),
    )
    level = models.CharField(
        L("level of the areas", "行政区级别"), max_length=10, choices=AreaLevel, default=AreaLevel.COUNTY
    )
    share = models.FloatField(
        L("share", "占比"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=L("from 0 to 1, of people or of ground", "0 到 1，人口或土地占比"),
    )
    at_least = models.FloatField(
        L("at least", "不少于"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=L("in each area, or for each 10,000 people", "每个行政区或每万人"),
    )
    sum_of = models.CharField(
        L("number field to add up", "求和字段"),
        max_length=60,
        blank=True,
        help_text=L("such as members_persons; empty: resources are counted", "如 members_persons；留空则按个数"),
    )
    radius_m = models.FloatField(
        L("radius or spacing, metres", "半径或间距（米）"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    minutes = models.FloatField(
        L("minutes on foot", "步行分钟数"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    clock = models.CharField(
        L("delivery clock", "送达时限"),
        max_length=50,
        blank=True,
        help_text=L("key of the clock of a depot tier", "储备库时限的键"),
    )
    capacity = models.CharField(
        L("capacity", "容量"), max_length=15, choices=TargetCapacity, default=TargetCapacity.NONE
    )
    hazard = models.CharField(
        L("hazard", "灾种"),
        max_length=20,
        choices=HazardKind,
        blank=True,
        help_text=L(
            "only shelters that suit it and stand outside every hazard count",
            "仅计适用该灾种且位于隐患范围外的避难场所",
        ),
    )
    m2_per_person = models.FloatField(
        L("m² per person", "人均面积（平方米）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=L("by which missing places are told as area", "用于将缺口人数折算为面积"),
    )
    order = models.PositiveSmallIntegerField(L("order", "顺序"), default=0)
    standard_no = models.CharField(L("standard number", "标准号"), max_length=80, blank=True)
    clause = models.CharField(L("clause", "条款"), max_length=80, blank=True)
    effective_from = models.DateField(L("effective from", "施行日期"), null=True, blank=True)
    effective_to = models.DateField(L("effective to", "废止日期"), null=True, blank=True)
    verification = models.CharField(
        L("verified", "核对程度"), max_length=10, choices=Verification, default=Verification.EXPERT
    )
    verified_by = models.CharField(L("verified by", "核对人"), max_length=100, blank=True)
    note = models.CharField(L("note", "备注"), max_length=300, blank=True)

    objects: ClassVar[Any] = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = L("coverage target", "覆盖目标")
        verbose_name_plural = L("coverage targets", "覆盖目标")
        ordering: ClassVar = ["order", "key", "effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="target_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(effective_from=None), name="target_undated_once"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__range=(0, 1)), name="target_share_from_0_to_1"),
            models.CheckConstraint(
                condition=~Q(measure="share_within")
                | (Q(share__isnull=False) & (Q(radius_m__isnull=False) ^ Q(minutes__isnull=False))),
                name="target_reach_is_radius_or_minutes",
                violation_error_message=L(
                    "A share of people needs the share, and either a radius or minutes.",
                    "人口占比须给出占比，以及半径或分钟数之一。",
                ),
            ),
            models.CheckConstraint(
                condition=~Q(measure__in=("one_per_area", "per_10000")) | Q(at_least__isnull=False),
                name="target_count_has_a_limit",
            ),
            models.CheckConstraint(
                condition=~Q(measure="spacing") | Q(radius_m__isnull=False), name="target_spacing_has_metres"
            ),
            models.CheckConstraint(
                condition=~Q(measure="tier_share") | (Q(share__isnull=False) & ~Q(clock="")),
                name="target_tier_has_a_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"

    @property
    def titles(self) -> BothLanguages:
        return {"en": self.title_en or self.title, "zh": self.title}
