"""What a question about places per person asks: a question about coverage with a capacity, and how distance weighs."""

from dataclasses import dataclass

from django.db import models

from layers.labels import L
from layers.queries.coverage.accessibility.catchment import Decay, bands, gaussian
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Floats


class DecayKind(models.TextChoices):
    """How what is farther away weighs less."""

    NONE = "none", L("all within reach alike (2SFCA)", "范围内权重相同（2SFCA）")
    BANDS = "bands", L("by bands (E2SFCA)", "按距离分段（E2SFCA）")
    GAUSSIAN = "gaussian", L("Gaussian, 0 at the limit", "高斯衰减，到上限为 0")


@dataclass(frozen=True)
class Band:
    limit: float
    """Metres, or minutes where the question is of minutes; itself included."""
    weight: float
    """From 0 to 1."""


@dataclass(frozen=True)
class AccessibilityQuestion:
    """How many places there are per person within reach."""

    coverage: CoverageQuestion
    """With a capacity; its ground is not asked for."""
    decay: DecayKind = DecayKind.NONE
    bands: tuple[Band, ...] = ()
    """Of `BANDS`; the last ends at the question's limit."""

    def weights(self, limits: Floats) -> Decay | None:
        """Return how costs weigh, for pairs of a cell and a site of these limits, metres or seconds."""
        if self.decay is DecayKind.GAUSSIAN:
            return gaussian(limits)
        if self.decay is DecayKind.BANDS:
            unit = 60.0 if self.coverage.method is Method.TRAVEL_TIME else 1.0
            return bands([unit * band.limit for band in self.bands], [band.weight for band in self.bands])
        return None
