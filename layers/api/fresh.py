"""How fresh an answer is, as every document says it."""

from typing import Any

from django.utils import timezone

from layers.queries.question import AsOf


def freshness_document(fresh: AsOf) -> dict[str, Any]:
    return {
        "as_of": timezone.localtime(fresh.as_of).isoformat(),
        "data_version": fresh.data_version,
        "source": fresh.source,
        "degraded": fresh.degraded,
        "age_s": round((timezone.now() - fresh.as_of).total_seconds(), 3),
    }
