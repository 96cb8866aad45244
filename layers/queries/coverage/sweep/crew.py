"""Processes that count parcels: some of this machine, or those of a Dask cluster; both by the same road.

A parcel goes to the scheduler with its task, so a worker that is lost loses nothing: another counts the parcel again.
At most a few parcels for each worker are under way, which bounds memory here and there.
"""

import logging
import os
import pickle
import signal
import tempfile
import uuid
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from layers.errors import OneMapError
from layers.labels import L
from layers.queries.coverage.sweep import program
from layers.queries.coverage.sweep.program import OtherProgramError, count_packed, this_program
from layers.queries.coverage.sweep.tile import Parcel, ParcelCount, TileCount

SCHEMES = ("tcp://", "tls://")
CONNECT_PATIENCE_S, WORKERS_PATIENCE_S = 10.0, 60.0
UNDER_WAY = 2
"""Parcels for each thread of the workers: one that is counted, and one that waits for it."""
LOOK_S = 2.0
"""How often to look how many workers there are."""


class CrewError(OneMapError):
    """There is nobody to count, or not by the same program; the text says what to do."""


@contextmanager
def crew(*, workers: int | None = None, scheduler: str | None = None) -> Iterator["Crew"]:
    """Lend workers until the block ends, whatever ends it.

    Parameters
    ----------
    workers
        How many processes of this machine; by default one for each of its processors. They listen on loopback alone.
    scheduler
        The address of a Dask scheduler, ``tcp://host:port``, whose workers have this very program; instead of them.

    Raises
    ------
    CrewError
        The scheduler cannot be reached, or has no workers.
    """
    import dask
    import distributed

    _quieten()
    with ExitStack() as stack:
        if scheduler is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="onemap-sweep-"))
            stack.enter_context(dask.config.set({"temporary-directory": folder}))
            n_workers = workers or len(os.sched_getaffinity(0))
            with _ctrl_c_held():
                cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=n_workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                    preload=[program.__name__],
                )
            stack.enter_context(cluster)
            client = distributed.Client(cluster)  # type: ignore[no-untyped-call]
        else:
            client = _connected(scheduler)
        stack.enter_context(client)
        found = Crew(client)
        found.require_workers()
        yield found


def _connected(scheduler: str) -> Any:
    import distributed

    if not scheduler.startswith(SCHEMES):
        text = L(
            "“{address}” is no address of a scheduler: give tcp://host:port.",
            "“{address}”不是调度器地址：请写 tcp://主机:端口。",
        )
        raise CrewError(text.format(address=scheduler))
    try:
        return distributed.Client(scheduler, timeout=CONNECT_PATIENCE_S)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        text = L(
            "The scheduler {address} cannot be reached: start one with “dask scheduler”, or leave --scheduler out to "
            "count with processes of this machine.",
            "无法连接调度器 {address}：请用 dask scheduler 启动，或去掉 --scheduler，由本机进程统计。",
        )
        raise CrewError(text.format(address=scheduler)) from error


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Leave Ctrl-C to this thread: those that begin within, and the processes that they start, never hear of it.

    So workers end when they are told to, without a word of their own; held here it comes at the end of the block.
    """
    resource_tracker.ensure_running()  # which unblocks it when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _quieten() -> None:
    """Let Dask keep its log to itself from now on: whoever asked is told what they can do something about, and no more.

    Not only while there is a crew: it goes on closing things afterwards.
    """
    for name in ("distributed", "tornado", "asyncio"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [logging.NullHandler()], False
    warnings.filterwarnings("ignore", module="distributed")


class Crew:
    """The workers that a Dask client leads to."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._threads, self._looked = 0, -LOOK_S

    def require_workers(self) -> None:
        """Wait for the first worker, not for ever."""
        try:
            self.client.wait_for_workers(1, timeout=WORKERS_PATIENCE_S)
        except TimeoutError:
            raise _nobody() from None

    def __call__(self, parcels: Iterable[Parcel]) -> Iterator[ParcelCount]:
        """Count parcels; give the counts of each as they come."""
        run, left = uuid.uuid4().hex, enumerate(parcels)
        done: SimpleQueue[Any] = SimpleQueue()
        waiting = dict[str, tuple[Any, int]]()
        try:
            while True:
                while len(waiting) < UNDER_WAY * max(1, self.threads) and (one := next(left, None)) is not None:
                    key = f"tiles-{run}-{one[0]}"
                    packed = pickle.dumps(one[1].tiles, pickle.HIGHEST_PROTOCOL)
                    future = self.client.submit(count_packed, packed, this_program(), key=key, pure=False)
                    waiting[key] = future, one[1].n_blocks
                    future.add_done_callback(done.put)
                if not waiting:
                    return
                future, n_blocks = waiting.pop(self._next(done).key)
                yield ParcelCount(n_blocks, _result(future))
        finally:
            self.client.cancel([future for future, _ in waiting.values()])

    @property
    def threads(self) -> int:
        """How many parcels the workers count at a time, as of a moment ago."""
        if monotonic() - self._looked >= LOOK_S:
            self._threads, self._looked = sum(self.client.nthreads().values()), monotonic()
        return self._threads

    def _next(self, done: "SimpleQueue[Any]") -> Any:
        """The next task that is done; while none is, see that there is somebody to do it."""
        seen = monotonic()
        while True:
            try:
                return done.get(timeout=LOOK_S)
            except Empty:
                if self.threads:
                    seen = monotonic()
                elif monotonic() - seen > WORKERS_PATIENCE_S:
                    raise _nobody() from None


def _result(future: Any) -> Sequence[TileCount]:
    from distributed import CancelledError, KilledWorker

    try:
        counts: Sequence[TileCount] = future.result()
    except OtherProgramError as error:
        raise CrewError(_what_differs(error)) from error
    except KilledWorker as error:
        text = L(
            "Workers died again and again at the same tiles, most likely for want of memory: have fewer at a time.",
            "处理同一批瓦片的进程一再中止，多半是内存不足：请减少同时运行的进程数。",
        )
        raise CrewError(str(text)) from error
    except (CancelledError, OSError) as error:
        text = L(
            "The scheduler went away in the middle: start it, and sweep again.", "调度器中途断开：请重新启动后再试。"
        )
        raise CrewError(str(text)) from error
    except Exception as error:
        if _is_without_onemap(error):
            text = L(
                "The scheduler or a worker has no OneMap: start both from an installation of this version.",
                "调度器或工作进程没有安装 OneMap：请在同一版本的安装目录中启动它们。",
            )
            raise CrewError(str(text)) from error
        raise
    return counts


def _is_without_onemap(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ImportError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _what_differs(error: OtherProgramError) -> str:
    differences = ", ".join(f"{name} {here} ≠ {there}" for name, (here, there) in error.differences.items())
    text = L(
        "A worker has another program ({differences}): install this very version there, so that all count alike.",
        "有工作进程的程序版本不同（{differences}）：请安装同一版本，以保证结果一致。",
    )
    return text.format(differences=differences)


def _nobody() -> CrewError:
    text = L(
        "The scheduler has had no worker for {s:.0f} s: start some with “dask worker tcp://…”.",
        "调度器已有 {s:.0f} 秒没有工作进程：请用 dask worker tcp://… 启动。",
    )
    return CrewError(text.format(s=WORKERS_PATIENCE_S))
