"""The one task of the queue: carry out a run."""

import json
import logging
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils.translation import override
from django_tasks import TaskContext, task
from rest_framework.settings import api_settings

from layers.models import Run
from layers.rights import Role
from layers.runs.asking import Asking
from layers.runs.kinds import find_kind
from layers.runs.progress import CancelledError, LostError, StoppedError
from layers.runs.pulse import Pulse
from layers.runs.records import claim, fail, finish, mark_cancelled, put_back

log = logging.getLogger(__name__)


@task(takes_context=True)
def carry_out(context: TaskContext, run_id: str) -> None:
    """Carry out a run, unless it was cancelled, or given to another task, meanwhile."""
    run = claim(run_id, UUID(str(context.task_result.id)))
    if run is None:
        return
    with override(run.language):
        try:
            with Pulse(run) as pulse:
                asking = Asking(find_kind(run.kind), run.question, Role(run.role) if run.role else None, run.language)
                result = asking.answer(pulse.progress, must_keep=True)
        except CancelledError:
            mark_cancelled(run)
        except StoppedError:
            put_back(run)
        except LostError:
            log.warning("run %s was taken up by another worker", run.pk)
        except Exception as error:
            if _is_away(error):
                raise  # nothing can be written now; without a sign of life the run is taken up again
            fail(run, _problem_of(error))
        else:
            finish(run, result)


def _is_away(error: Exception) -> bool:
    """Whether the connection failed, rather than the database refused a statement."""
    return isinstance(error, OperationalError | InterfaceError) and not getattr(error.__cause__, "pgcode", None)


def _problem_of(error: Exception) -> dict[str, object]:
    """The problem document that an endpoint would have answered."""
    handler: Any = api_settings.EXCEPTION_HANDLER  # a function by now; the settings say its name
    response = handler(error, {})
    document: dict[str, object] = json.loads(response.content)
    return document


def problem_text(run: Run) -> str:
    """Return why a run failed, as one sentence; empty where it did not."""
    problem = run.problem or {}
    return str(problem.get("detail") or problem.get("title") or "")
