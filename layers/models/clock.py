"""Delivery clocks 送达时限: which stock must be able to reach a place within which time."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from layers.labels import BothLanguages, L
from layers.models.depot import DepotLevel
from layers.models.standard import Verification
from layers.querysets import InForceQuerySet

MAX_MINUTES = 10_080


class DeliveryClock(models.Model):
    """One clock: the stock of depots of some levels is there within so many minutes; edited in the admin."""

    key = models.SlugField(L("key", "键"), max_length=50)
    title = models.CharField(L("title", "名称"), max_length=200)
    title_en = models.CharField(L("English title", "英文名称"), max_length=200, blank=True)
    depot_levels = ArrayField(
        models.CharField(max_length=10, choices=DepotLevel),
        verbose_name=L("depot levels", "储备库级别"),
        default=list,
        blank=True,
        help_text=L("whose stock counts; empty: any", "计入哪些级别的储备库；留空表示任何级别"),
    )
    within_minutes = models.PositiveIntegerField(
        L("within, minutes", "时限（分钟）"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_MINUTES)],
        help_text=L("from now, loading included, the limit too", "自当前时刻起，含装车时间，含端点"),
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
        verbose_name = L("delivery clock", "送达时限")
        verbose_name_plural = L("delivery clocks", "送达时限")
        ordering: ClassVar = ["order", "key", "effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="clock_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(effective_from=None), name="clock_undated_once"),
            models.CheckConstraint(condition=Q(within_minutes__range=(1, MAX_MINUTES)), name="clock_has_a_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"

    @property
    def titles(self) -> BothLanguages:
        return {"en": self.title_en or self.title, "zh": self.title}
