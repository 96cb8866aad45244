"""The change log: which rows changed in which transaction, written by the database in that same transaction."""

from typing import ClassVar

from django.db import models


class LayerChange(models.Model):
    """One changed row of a layer; without a resource the whole layer changed (``TRUNCATE``)."""

    seq = models.BigAutoField(primary_key=True)
    layer = models.CharField(max_length=50)
    resource_id = models.UUIDField(null=True)
    xid = models.BigIntegerField()
    """The transaction's ``xid8``; readers keep a cursor over it, see ``layers/live/feed.py``."""
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["xid"], name="change_xid")]

    def __str__(self) -> str:
        return f"{self.layer} {self.resource_id} {self.xid}"
