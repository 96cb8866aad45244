"""Starting long work: who may start how much, and what is done already."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from layers.errors import TooManyRunsError
from layers.labels import L
from layers.models import UNFINISHED, KeptAnswer, Run, RunState
from layers.rights import reach_of
from layers.runs.asking import Asking
from layers.runs.records import enqueue

MOST_OF_A_USER = 8
MOST_OF_AN_ADDRESS = 2
MOST_OF_ALL_ADDRESSES = 20
"""Unfinished runs of a signed-in user, of one address without signing in, and of all such addresses together."""
RETRY_AFTER_S = 10
LOCK = 5_210_719
"""The advisory lock under which runs are counted and started."""
ADDRESS = "address:"


def caller_of(user: AbstractBaseUser | None, address: str) -> str:
    """Return whose share of the queue a caller takes; of an address only a hash is kept."""
    if user is not None:
        return f"user:{user.pk}"
    return ADDRESS + salted_hmac("layers.runs", address, secret=settings.SECRET_KEY).hexdigest()[:32]


def start(asking: Asking, *, user: AbstractBaseUser | None, address: str) -> Run:
    """Start a run, or return the caller's own unfinished run of the same question.

    What is kept already is a run that is done.

    Raises
    ------
    TooManyRunsError
        The caller has as many unfinished runs as may be.
    """
    caller = caller_of(user, address)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        key, kept = asking.key, asking.kept()
        if kept is None:
            if same := Run.objects.filter(caller=caller, key=key, state__in=UNFINISHED, cancel_asked=False).first():
                return same
            _require_share(caller)
        run = Run(
            kind=asking.kind.name,
            question=dict(asking.question),
            key=key,
            role=asking.role or "",
            reach=max(reach_of(asking.role), asking.work.sensitivity),
            language=asking.language,
            owner_id=user.pk if user is not None else None,
            caller=caller,
            queued_at=timezone.now(),
        )
        if kept is None:
            enqueue(run)
        else:
            _save_done(run, kept)
    return run


def _save_done(run: Run, kept: KeptAnswer) -> None:
    run.state, run.fraction, run.result, run.finished_at = RunState.DONE, 1.0, kept, timezone.now()
    run.save()


def _require_share(caller: str) -> None:
    unfinished = Run.objects.filter(state__in=UNFINISHED)
    own = unfinished.filter(caller=caller).count()
    if caller.startswith(ADDRESS):
        too_many = own >= MOST_OF_AN_ADDRESS
        too_many |= unfinished.filter(caller__startswith=ADDRESS).count() >= MOST_OF_ALL_ADDRESSES
    else:
        too_many = own >= MOST_OF_A_USER
    if too_many:
        raise TooManyRunsError(
            L(
                "Other long work is being done: wait until it has ended, or cancel some.",
                "还有其他任务正在计算：请等待其完成，或取消一部分。",
            ),
            wait_s=RETRY_AFTER_S,
        )
