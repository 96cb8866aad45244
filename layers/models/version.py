"""Data versions: one counter a layer, raised by the database at commit."""

from django.db import models


class LayerVersion(models.Model):
    """How often a layer has changed; raised once a transaction by ``layers/sql/version.sql``."""

    layer = models.CharField(max_length=50, primary_key=True)
    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.layer} {self.version}"
