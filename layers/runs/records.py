"""The records of runs: put in the queue, taken up, ended; each change is one statement or one transaction.

A run belongs to the task whose id it names. Whoever changes a running run says which task it is; a task that the run
does not name any more changes nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import override
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from layers.labels import L, both
from layers.models import UNFINISHED, KeptAnswer, Run, RunState
from layers.runs.progress import Standing

STALE_AFTER = timedelta(seconds=10)
"""A running run that gave no sign for so long has lost its worker."""
MOST_ATTEMPTS = 3
KEEP_RUNS = timedelta(days=7)
LOST = {"type": "/problems/worker-lost", "status": 500}


def enqueue(run: Run) -> None:
    """Put a run, new or once more, at the end of the queue."""
    from layers.runs.tasks import carry_out

    with transaction.atomic():
        task = carry_out.enqueue(str(run.pk))
        run.state, run.task_id, run.queued_at = RunState.QUEUED, UUID(str(task.id)), timezone.now()
        run.heartbeat_at, run.time_left_s = None, None
        run.stage = {"key": "waiting", **both(L("Waiting", "排队中"))}
        run.save()


def claim(run_id: str, task_id: UUID) -> Run | None:
    """Begin a queued run as the task that it names; None where it is not to be done, or not by this task."""
    now = timezone.now()
    begun = Run.objects.filter(pk=run_id, task_id=task_id, state=RunState.QUEUED).update(
        state=RunState.RUNNING, started_at=now, heartbeat_at=now, attempts=F("attempts") + 1, fraction=0.0
    )
    return Run.objects.get(pk=run_id) if begun else None


def beat(run: Run, standing: Standing) -> bool | None:
    """Give a sign of life and tell how far it is; return whether it is to be cancelled, None where it is another's."""
    ours = _running(run)
    changed = ours.update(
        heartbeat_at=timezone.now(),
        fraction=standing.fraction,
        stage={"key": standing.key, **standing.text},
        time_left_s=standing.time_left_s,
    )
    return ours.values_list("cancel_asked", flat=True).first() if changed else None


def finish(run: Run, result: KeptAnswer) -> None:
    _end(run, state=RunState.DONE, fraction=1.0, result=result, key=result.key, problem=None)


def fail(run: Run, problem: Mapping[str, Any]) -> None:
    _end(run, state=RunState.FAILED, problem=dict(problem))


def mark_cancelled(run: Run) -> None:
    _end(run, state=RunState.CANCELLED)


def put_back(run: Run) -> None:
    """Give a run back to the queue: its worker leaves. The attempt does not count."""
    with transaction.atomic():
        held = _running(run).select_for_update().first()
        if held is None:
            return
        if held.cancel_asked:
            mark_cancelled(held)
            return
        held.attempts -= 1
        enqueue(held)


def cancel(run: Run) -> Run:
    """Cancel a run: at once where it waits, at its next step where it runs, not at all where it has ended."""
    Run.objects.filter(pk=run.pk, state__in=UNFINISHED).update(cancel_asked=True)
    Run.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
        state=RunState.CANCELLED, finished_at=timezone.now(), time_left_s=None
    )
    run.refresh_from_db()
    return run


def take_up_lost() -> int:
    """Queue again the runs whose worker is gone; return how many runs were looked after."""
    long_ago = timezone.now() - STALE_AFTER
    with transaction.atomic():
        silent = Run.objects.select_for_update(skip_locked=True).filter(
            state=RunState.RUNNING, heartbeat_at__lt=long_ago
        )
        waiting = Run.objects.select_for_update(skip_locked=True).filter(state=RunState.QUEUED, queued_at__lt=long_ago)
        ready = set(DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("id", flat=True))
        lost = [*silent, *(run for run in waiting if run.task_id not in ready)]
        for run in lost:
            _take_up(run)
    return len(lost)


def _take_up(run: Run) -> None:
    if run.cancel_asked:
        mark_cancelled(run)
    elif run.attempts >= MOST_ATTEMPTS:
        with override(run.language):
            fail(run, _given_up(run.attempts))
    else:
        enqueue(run)


def _given_up(attempts: int) -> dict[str, Any]:
    title = L("The work could not be done", "任务未能完成")
    detail = L(
        "The work was begun {n} times, and each time its process ended before it was done.",
        "任务已尝试 {n} 次，每次都在完成前中断。",
    ).format(n=attempts)
    return {**LOST, "title": str(title), "detail": str(detail)}


def forget_old() -> None:
    """Delete runs that ended long ago, and the queue's own records of them."""
    long_ago = timezone.now() - KEEP_RUNS
    Run.objects.exclude(state__in=UNFINISHED).filter(finished_at__lt=long_ago).delete()
    DBTaskResult.objects.filter(finished_at__lt=long_ago).delete()
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=long_ago).delete()


def _running(run: Run) -> QuerySet[Run]:
    return Run.objects.filter(pk=run.pk, task_id=run.task_id, state=RunState.RUNNING)


def _end(run: Run, **values: Any) -> None:
    Run.objects.filter(pk=run.pk, task_id=run.task_id, state__in=UNFINISHED).update(
        finished_at=timezone.now(), time_left_s=None, **values
    )
