"""Scenarios 假设方案: what a planner would change in a layer, by name; the registers stay as they are."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from layers.labels import L


class Scenario(models.Model):
    """Sites closed, added, or of another capacity, and the question about coverage that it was made for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(L("name", "名称"), max_length=200)
    note = models.TextField(L("note", "说明"), max_length=5000, blank=True)
    layer = models.CharField(L("layer", "图层"), max_length=40)
    changes = models.JSONField(
        L("changes", "变更"),
        default=dict,
        help_text='{"close": ["CODE"], "add": [{"name", "lon", "lat", "capacity_persons"}], "capacity": {"CODE": 500}}',
    )
    parameters = models.JSONField(
        L("parameters", "参数"),
        default=dict,
        blank=True,
        help_text=L("those of the coverage question it was made for", "所针对的覆盖分析参数"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=L("made by", "创建人"),
    )
    created_at = models.DateTimeField(L("created", "创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(L("updated", "更新时间"), auto_now=True)

    class Meta:
        verbose_name = L("scenario", "假设方案")
        verbose_name_plural = L("scenarios", "假设方案")
        default_permissions = ()
        ordering: ClassVar = ["-updated_at", "id"]

    def __str__(self) -> str:
        return self.name
