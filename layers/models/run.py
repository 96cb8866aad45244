"""Long work 后台任务: what was asked, how far it is, and the answers that are kept for whoever asks the same again."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from layers.labels import L


class RunState(models.TextChoices):
    QUEUED = "queued", L("waiting", "排队中")
    RUNNING = "running", L("running", "计算中")
    DONE = "done", L("done", "已完成")
    FAILED = "failed", L("failed", "失败")
    CANCELLED = "cancelled", L("cancelled", "已取消")


UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


class KeptAnswer(models.Model):
    """An answer's very bytes, by what was asked and of which data; the longest unused go when there are too many."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of kind, question, data versions, reach and language (`layers.runs.asking`)."""
    body = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200, blank=True)
    took_s = models.FloatField()
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.size_bytes}"


class Run(models.Model):
    """One piece of long work, from the asking to its end; the queue itself is django-tasks'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    question = models.JSONField()
    key = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=20, blank=True)
    """The asker's, empty for nobody; the answer holds what it may read."""
    reach = models.PositiveSmallIntegerField()
    """`layers.rights.Sensitivity` that one must be able to read to see the run."""
    language = models.CharField(max_length=10)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    caller = models.CharField(max_length=64)
    """Whose share of the queue it takes: a user, or an address that cannot be read back."""
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    fraction = models.FloatField(default=0)
    stage = models.JSONField(default=dict)
    """``{"key", "en", "zh"}``."""
    time_left_s = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    task_id = models.UUIDField(null=True)
    """The queue's task that may carry it out; any other that names this run is out of date."""
    problem = models.JSONField(null=True)
    result = models.ForeignKey(KeptAnswer, models.SET_NULL, null=True, related_name="runs")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "heartbeat_at"], name="run_state"),
            models.Index(fields=["caller", "state"], name="run_caller"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.state}"
