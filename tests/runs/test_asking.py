"""An answer is made once: its key says of what, its bytes stay the same, and there are never too many of them."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import models
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from layers.models import KeptAnswer
from layers.rights import Role
from layers.runs import asking as asking_module
from layers.runs import kept as kept_module
from layers.runs.asking import Asking, canonical
from layers.runs.kinds import Kind, Rendered, Work
from layers.runs.progress import CancelledError, Progress
from layers.steps import spans
from tests.runs import toy

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def counted(answers: list[int], *, wait_s: float = 0.0, versions: dict[str, str] | None = None) -> Kind:
    """A kind that notes each time it really answers."""

    def answer(progress: Progress) -> dict[str, int]:
        answers.append(1)
        time.sleep(wait_s)
        return {"count": len(answers)}

    return Kind("counted", "Counted", lambda question, role: Work(question, answer, lambda: dict(versions or {})))


def ask(kind: Kind, question: dict[str, object] | None = None, *, role: Role | None = None, lang: str = "en") -> Asking:
    return Asking(kind, question or {}, role, lang)


@given(value=st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_the_order_of_members_says_nothing(value: dict[str, object]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


@given(one=JSON, other=JSON)
def test_different_questions_have_different_keys(one: object, other: object) -> None:
    same = canonical([one]) == canonical([other])
    assert same == (repr(one) == repr(other)) or one == other


def test_the_key_knows_role_language_and_data(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        ask(toy.TOY, {"steps": n}, role=role, lang=lang).key
        for n in (1, 2)
        for role in (None, Role.VIEWER)
        for lang in ("en", "zh-hans")
    }
    assert len(keys) == 8
    assert ask(toy.TOY, role=Role.VIEWER).key == ask(toy.TOY, role=Role.PLANNER).key, "both may read the same"
    before = ask(toy.TOY).key
    monkeypatch.setitem(toy.VERSIONS, "toys", "2")
    assert ask(toy.TOY).key != before


def test_the_second_asking_takes_the_kept_bytes(db: None) -> None:
    answers: list[int] = []
    kind = counted(answers, wait_s=0.06)
    first, second = ask(kind).answer(), ask(kind).answer()
    assert bytes(first.body) == bytes(second.body) == b'{"count":1}'
    assert len(answers) == 1
    assert second.took_s == first.took_s >= 0.06


def test_what_is_quick_is_kept_only_where_it_must_be(db: None) -> None:
    answers: list[int] = []
    kind = counted(answers)
    ask(kind).answer()
    assert not KeptAnswer.objects.exists()
    ask(kind).answer(must_keep=True)
    assert KeptAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_the_same_at_once_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[int] = []
    kind, got = counted(answers, wait_s=0.2), []

    def one() -> None:
        from django.db import connection

        got.append(bytes(ask(kind).answer().body))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 1
    assert set(got) == {b'{"count":1}'}
    assert not asking_module._working


def test_of_two_processes_the_first_kept_is_everybodys(db: None) -> None:
    first = kept_module.keep("k" * 64, Rendered(b"first", "text/plain"), 1.0)
    second = kept_module.keep("k" * 64, Rendered(b"second", "text/plain"), 1.0)
    assert bytes(first.body) == bytes(second.body) == b"first"


def test_what_was_made_while_the_data_changed_is_nobody_elses(db: None) -> None:
    versions = {"toys": "1"}

    def answer(progress: Progress) -> dict[str, str]:
        versions["toys"] = "2"
        return {"made": "between"}

    kind = Kind("between", "Between", lambda question, role: Work(question, answer, lambda: dict(versions)))
    before = ask(kind)
    kept = before.answer(must_keep=True)
    assert kept.key != before.key
    assert not KeptAnswer.objects.filter(pk__in=[before.key, ask(kind).key]).exists()
    assert bytes(KeptAnswer.objects.get().body) == b'{"made":"between"}'


def test_the_longest_unused_go(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST_BYTES", 100)
    for number in range(3):
        kept_module.keep(f"{number}", Rendered(b"x" * 30, "text/plain"), 1.0)
        KeptAnswer.objects.filter(pk=f"{number}").update(used_at=timezone.now() - timedelta(hours=10 - number))
    kept_module.find_kept("0")  # used just now
    kept_module.keep("3", Rendered(b"x" * 30, "text/plain"), 1.0)
    assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"0", "2", "3"}
    kept_module.keep("big", Rendered(b"x" * 500, "text/plain"), 1.0)
    assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"big"}, "the newest stays whatever its size"


def test_their_number_is_bounded_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST_ANSWERS", 2)
    for number in range(5):
        kept_module.keep(f"{number}", Rendered(b"x", "text/plain"), 1.0)
    assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"3", "4"}


def test_progress_goes_through_its_stages_and_ends_when_told() -> None:
    shown = []
    cancelled = [False]

    def look() -> None:
        if cancelled[0]:
            raise CancelledError

    progress = Progress(look, shown.append)
    step = progress.stage("first", "First", begin=0.0, end=0.4)
    step(0.5)
    step = progress.stage("second", "Second", begin=0.4)
    step(2.0)
    assert [(one.key, round(one.fraction, 3)) for one in shown] == [
        ("first", 0.0),
        ("first", 0.2),
        ("second", 0.4),
        ("second", 1.0),
    ]
    cancelled[0] = True
    with pytest.raises(CancelledError):
        step(0.5)


def test_the_time_left_follows_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("layers.runs.progress.time.monotonic", lambda: clock[0])
    progress = Progress()
    step = progress.stage("one", "One")
    clock[0] += 0.5
    step(0.25)
    assert progress.standing.time_left_s is None, "too early to tell"
    clock[0] += 9.5
    step(0.25)
    assert progress.standing.time_left_s == pytest.approx(30.0)


def test_the_time_left_runs_out_between_steps_and_is_then_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("layers.runs.progress.time.monotonic", lambda: clock[0])
    progress = Progress()
    step = progress.stage("one", "One")
    clock[0] += 10
    step(0.5)
    clock[0] += 4
    assert progress.standing.time_left_s == pytest.approx(6.0)
    clock[0] += 7
    assert progress.standing.time_left_s is None


class Leg(models.TextChoices):
    FIRST = "first", "First"
    SECOND = "second", "Second"
    THIRD = "third", "Third"
    OTHER = "other", "Other"


@given(
    prices=st.lists(st.floats(0, 1e6), min_size=3, max_size=3),
    told=st.lists(st.tuples(st.sampled_from(list(Leg)), st.lists(st.floats(-1, 2), max_size=4)), max_size=8),
)
def test_whatever_stages_are_told_in_whatever_order_progress_never_goes_back(
    prices: list[float], told: list[tuple[Leg, list[float]]]
) -> None:
    shown: list[float] = []
    progress = Progress(show=lambda standing: shown.append(standing.fraction))
    stages = progress.stages(dict(zip(Leg, prices, strict=False)))
    for stage, shares in told:
        step = stages(stage)
        for share in shares:
            step(share)
    progress.finish()
    assert shown == sorted(shown)
    assert shown[-1] == 1.0
    assert all(0 <= one <= 1 for one in shown)


@given(prices=st.lists(st.floats(0, 1e6), min_size=1, max_size=4))
def test_each_stage_takes_its_part_of_the_whole(prices: list[float]) -> None:
    shares = spans(dict(zip(Leg, prices, strict=False)))
    parts = [end - begin for begin, end in shares.values()]
    whole = sum(prices) or 1.0
    assert parts == pytest.approx([one / whole for one in prices], abs=1e-9)
    assert [begin for begin, _ in shares.values()][1:] == [end for _, end in shares.values()][:-1]
