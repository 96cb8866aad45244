"""Runs in the API: started, followed, cancelled, fetched; by whom, and how many at once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from layers.models import Run, RunState
from layers.rights import Role
from layers.runs.worker import work_off

pytestmark = pytest.mark.django_db(transaction=True)
TOY_ADDRESS = "/api/v1/toy"
AsRole = Callable[[Role | None], Client]


def begin(client: Client, question: dict[str, Any] | None = None, **more: Any) -> Any:
    body = {"kind": "toy", "question": question or {}, **more}
    return client.post("/api/v1/runs", body, content_type="application/json")


def test_a_run_from_its_start_to_its_result(anonymous: Client) -> None:
    started = begin(anonymous, {"steps": 3})
    assert started.status_code == 202
    run = started.json()
    assert started["Location"] == run["href"] == f"/api/v1/runs/{run['id']}"
    assert (run["state"], run["percent"], run["stage"]) == ("queued", 0, {"key": "waiting", "text": "Waiting"})
    assert anonymous.get(f"{run['href']}/result").status_code == 409
    work_off()
    done = anonymous.get(run["href"])
    assert done["Cache-Control"] == "no-store"
    assert (done.json()["state"], done.json()["percent"]) == ("done", 100)
    result = anonymous.get(done.json()["result_href"])
    assert result.json() == {"steps": 3, "made_by": None, "words": "done"}
    assert result["Server-Timing"].startswith("toy;dur=")


def test_the_same_again_is_done_at_once(anonymous: Client, tmp_path: Any) -> None:
    question = {"mark": str(tmp_path / "marks")}
    begin(anonymous, question)
    work_off()
    again = begin(anonymous, question).json()
    assert again["state"] == "done"
    assert anonymous.get(again["result_href"]).json()["steps"] == 1
    assert (tmp_path / "marks").read_text() == "begun\n"


def test_the_same_again_while_it_waits_is_the_same_run(anonymous: Client) -> None:
    assert begin(anonymous, {"steps": 2}).json()["id"] == begin(anonymous, {"steps": 2}).json()["id"]
    assert begin(anonymous, {"steps": 4}).json()["id"] != begin(anonymous, {"steps": 2}).json()["id"]


def test_a_waiting_run_is_cancelled_at_once(anonymous: Client) -> None:
    run = begin(anonymous).json()
    assert anonymous.delete(run["href"]).json()["state"] == "cancelled"
    work_off()
    after = anonymous.get(run["href"]).json()
    assert (after["state"], after["percent"], after["stage"]["key"]) == ("cancelled", 0, "cancelled")
    assert anonymous.get(f"{run['href']}/result").status_code == 409
    assert anonymous.delete(run["href"]).json()["state"] == "cancelled", "cancelling twice changes nothing"


def test_a_fault_of_the_question_is_the_runs_problem(anonymous: Client) -> None:
    run = begin(anonymous, {"conflict": "It contradicts."}).json()
    work_off()
    failed = anonymous.get(run["href"]).json()
    assert failed["state"] == "failed"
    assert failed["problem"] == {
        "type": "/problems/conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "It contradicts.",
    }
    assert "result_href" not in failed


def test_a_bug_is_not_explained_to_callers(anonymous: Client) -> None:
    run = begin(anonymous, {"bug": True}).json()
    work_off()
    problem = anonymous.get(run["href"]).json()["problem"]
    assert problem["status"] == 500
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], "/"),
        ({"kind": "toy"}, "/question"),
        ({"kind": "toy", "question": 3}, "/question"),
        ({"kind": "nonsense", "question": {}}, "/kind"),
        ({"kind": ["toy"], "question": {}}, "/kind"),
        ({"question": {}}, "/kind"),
        ({"kind": "toy", "question": {"steps": "x"}}, "/question/steps"),
        ({"kind": "toy", "question": {}, "when": "now"}, "/when"),
    ],
)
def test_what_is_no_question_is_refused_at_once(anonymous: Client, body: Any, pointer: str) -> None:
    answer = anonymous.post("/api/v1/runs", body, content_type="application/json")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Run.objects.exists()


def test_a_run_is_its_owners_and_administrators(as_role: AsRole, anonymous: Client) -> None:
    run = begin(as_role(Role.PLANNER)).json()
    assert as_role(Role.PLANNER).get(run["href"]).status_code == 200
    assert as_role(Role.ADMINISTRATOR).get(run["href"]).status_code == 200
    for other in (as_role(Role.EDITOR), anonymous):
        assert other.get(run["href"]).status_code == 404
        assert other.delete(run["href"]).status_code == 404
        assert other.get(f"{run['href']}/result").status_code == 404
    assert Run.objects.get().cancel_asked is False
    assert [one["id"] for one in as_role(Role.PLANNER).get("/api/v1/runs").json()["runs"]] == [run["id"]]
    assert as_role(Role.EDITOR).get("/api/v1/runs").json() == {"runs": []}
    assert anonymous.get("/api/v1/runs").status_code == 401


def test_nobodys_run_is_seen_by_whoever_knows_it(as_role: AsRole, anonymous: Client) -> None:
    run = begin(anonymous).json()
    assert Client().get(run["href"]).status_code == 200
    assert as_role(Role.VIEWER).get(run["href"]).status_code == 200


def test_a_role_that_was_lost_sees_no_more(as_role: AsRole) -> None:
    client = as_role(Role.COMMANDER)
    run = begin(client).json()
    user = Run.objects.get().owner
    assert user is not None
    user.groups.clear()
    assert client.get(run["href"]).status_code == 401


def test_unknown_runs(anonymous: Client) -> None:
    assert anonymous.get(f"/api/v1/runs/{uuid.uuid4()}").status_code == 404
    assert anonymous.get("/api/v1/runs/nonsense").status_code == 404


def test_nobody_fills_the_queue(anonymous: Client, as_role: AsRole) -> None:
    first = [begin(anonymous, {"steps": n}) for n in (2, 3)]
    refused = begin(anonymous, {"steps": 4})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "cancel" in refused.json()["detail"]
    assert begin(Client(REMOTE_ADDR="192.0.2.7"), {"steps": 4}).status_code == 202, "another address"
    assert begin(as_role(Role.VIEWER), {"steps": 4}).status_code == 202, "a user"
    anonymous.delete(first[0].json()["href"])
    assert begin(anonymous, {"steps": 4}).status_code == 202


def test_all_who_are_not_signed_in_share_a_part_of_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.runs.starting.MOST_OF_ALL_ADDRESSES", 3)
    answers = [begin(Client(REMOTE_ADDR=f"192.0.2.{n}"), {"steps": n}).status_code for n in range(1, 5)]
    assert answers == [202, 202, 202, 429]


def test_a_result_that_is_not_kept_any_more_says_so(anonymous: Client) -> None:
    run = begin(anonymous).json()
    work_off()
    result = Run.objects.get().result
    assert result is not None
    result.delete()
    gone = anonymous.get(f"{run['href']}/result")
    assert gone.status_code == 404
    assert "start the work again" in gone.json()["detail"]


def test_the_answer_is_in_the_askers_language(db: None) -> None:
    chinese = Client(headers={"accept-language": "zh-hans"})
    run = begin(chinese).json()
    assert run["stage"]["text"] == "排队中"
    work_off()
    assert chinese.get(f"{run['href']}/result").json()["words"] == "完成"


@pytest.mark.urls("tests.runs.toy_urls")
def test_quick_work_is_answered_and_long_work_becomes_a_run(anonymous: Client) -> None:
    def ask(**question: Any) -> Any:
        return anonymous.post(TOY_ADDRESS, question, content_type="application/json")

    assert ask(estimate_s=1).json()["steps"] == 1
    long = ask(estimate_s=60)
    assert (long.status_code, long.json()["state"]) == (202, "queued")
    assert long["Location"] == long.json()["href"]
    work_off()
    known = ask(estimate_s=60)
    assert known.status_code == 200
    assert known.content == anonymous.get(f"{long['Location']}/result").content


@pytest.mark.urls("tests.runs.toy_urls")
def test_whoever_prefers_not_to_wait_need_not(anonymous: Client) -> None:
    answer = anonymous.post(
        TOY_ADDRESS, {"steps": 2}, content_type="application/json", headers={"prefer": "wait=10, respond-async"}
    )
    assert answer.status_code == 202
    assert Run.objects.get().state == RunState.QUEUED
