"""`onemap runs`: what is being done, one run and its answer, cancelling."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from layers.models import Run, RunState
from layers.runs.worker import work_off
from tests.runs.test_worker import begin

pytestmark = pytest.mark.django_db(transaction=True)


def test_they_are_listed_while_they_are_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    run = begin(steps=2)
    call_command("runs", "list", "--json")
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["runs"]] == [str(run.pk)]
    work_off()
    call_command("runs", "list")
    assert str(run.pk) not in capsys.readouterr().out
    call_command("runs", "list", "--all", "--json")
    assert json.loads(capsys.readouterr().out)["runs"][0]["state"] == "done"


def test_one_is_shown_with_its_question_and_its_answer(capsysbinary: Any) -> None:
    run = begin(steps=2)
    work_off()
    call_command("runs", "show", str(run.pk))
    assert json.loads(capsysbinary.readouterr().out)["question"] == {"steps": 2}
    call_command("runs", "show", str(run.pk), "--result")
    assert capsysbinary.readouterr().out == Client().get(f"/api/v1/runs/{run.pk}/result").content


def test_one_is_cancelled() -> None:
    run = begin(steps=2)
    call_command("runs", "cancel", str(run.pk))
    assert Run.objects.get().state == RunState.CANCELLED


@pytest.mark.parametrize("text", ["nonsense", "6f6b2d0e-0f57-5a0e-9d0c-3a2f0f6f2f11"])
def test_what_is_no_run_is_said_in_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("runs", "show", text)
    assert leaving.value.code == 2
    assert "no such run" in capsys.readouterr().err
