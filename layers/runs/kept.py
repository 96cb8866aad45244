"""The answers that are kept, in the database, for quick answers and long work alike; bounded, oldest unused out."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from layers.models import KeptAnswer
from layers.runs.kinds import Rendered

MOST_BYTES = 512 * 1024 * 1024
MOST_ANSWERS = 5_000
NOTE_USE_AFTER = timedelta(minutes=1)
"""A use is noted at most so often, so that reading rarely writes."""


def find_kept(key: str) -> KeptAnswer | None:
    """Return the answer of a key, and note that it was used."""
    kept = KeptAnswer.objects.filter(pk=key).first()
    now = timezone.now()
    if kept is not None and now - kept.used_at > NOTE_USE_AFTER:
        KeptAnswer.objects.filter(pk=key).update(used_at=now)
    return kept


def unkept(key: str, rendered: Rendered, took_s: float) -> KeptAnswer:
    """Return an answer without keeping it."""
    return KeptAnswer(
        key=key,
        body=rendered.body,
        size_bytes=len(rendered.body),
        media_type=rendered.media_type,
        file_name=rendered.file_name,
        took_s=took_s,
        used_at=timezone.now(),
    )


def keep(key: str, rendered: Rendered, took_s: float) -> KeptAnswer:
    """Keep an answer; where one of the same key was kept meanwhile, that one stays and is returned."""
    KeptAnswer.objects.bulk_create([unkept(key, rendered, took_s)], ignore_conflicts=True)
    _make_room(key)
    return KeptAnswer.objects.filter(pk=key).first() or unkept(key, rendered, took_s)


def _make_room(newest: str) -> None:
    """Let the longest unused go until the bounds hold; never the newest."""
    rows = KeptAnswer.objects.order_by("used_at", "key").exclude(pk=newest)
    size = KeptAnswer.objects.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0
    surplus, count = size - MOST_BYTES, KeptAnswer.objects.count() - MOST_ANSWERS
    if surplus <= 0 and count <= 0:
        return
    going = []
    for key, size_bytes in rows.values_list("key", "size_bytes").iterator():
        if surplus <= 0 and count <= 0:
            break
        going.append(key)
        surplus, count = surplus - size_bytes, count - 1
    KeptAnswer.objects.filter(pk__in=going).delete()
