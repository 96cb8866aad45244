"""Standard profiles 规范参数: every normative threshold, with its clause and how far it is verified."""

from typing import ClassVar

from django.db import models

from layers.labels import L


class Verification(models.TextChoices):
    OFFICIAL = "official", L("read in the official text", "已核对标准原文")
    SECONDARY = "secondary", L("read in a public copy", "已核对公开转载")
    EXPERT = "expert", L("expert knowledge, to be checked", "经验值，待核对")
    LOW = "low", L("uncertain, must be checked", "不确定，必须核对")
    LOCAL = "local", L("set locally", "本地设定")


class StandardProfile(models.Model):
    """One threshold of a standard; edited in the admin, never written into code."""

    key = models.SlugField(L("key", "键"), max_length=80)
    title = models.CharField(L("title", "名称"), max_length=200)
    title_en = models.CharField(L("English title", "英文名称"), max_length=200, blank=True)
    value = models.FloatField(L("value", "数值"))
    unit = models.CharField(L("unit", "单位"), max_length=30)
    applies_to = models.JSONField(L("applies to", "适用对象"), default=dict, blank=True)
    standard_no = models.CharField(L("standard number", "标准号"), max_length=80)
    clause = models.CharField(L("clause", "条款"), max_length=80, blank=True)
    effective_from = models.DateField(L("effective from", "施行日期"), null=True, blank=True)
    effective_to = models.DateField(L("effective to", "废止日期"), null=True, blank=True)
    verification = models.CharField(
        L("verified", "核对程度"), max_length=10, choices=Verification, default=Verification.EXPERT
    )
    verified_by = models.CharField(L("verified by", "核对人"), max_length=100, blank=True)
    note = models.CharField(L("note", "备注"), max_length=300, blank=True)

    class Meta:
        verbose_name = L("standard profile", "规范参数")
        verbose_name_plural = L("standard profiles", "规范参数")
        ordering: ClassVar = ["key", "standard_no"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "standard_no", "clause"], name="standard_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.value:g} {self.unit} ({self.standard_no} {self.clause})".rstrip()
