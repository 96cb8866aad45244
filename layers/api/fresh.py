"""How fresh an answer is, as every document says it."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from layers.queries.question import AsOf


def freshness_document(fresh: AsOf) -> dict[str, Any]:
    return {
        "as_of": _written(fresh.as_of),
        "data_version": fresh.data_version,
        "source": fresh.source,
        "degraded": fresh.degraded,
        "age_s": round((timezone.now() - fresh.as_of).total_seconds(), 3),
    }


@lru_cache(maxsize=64)
def _written(moment: datetime) -> str:
    """Many answers are of the same moment."""
    return timezone.localtime(moment).isoformat()
