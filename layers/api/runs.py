"""/api/v1/runs: long work, started, followed, cancelled, and its results; and the answers that may become long work."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from layers.api.views import OpenView
from layers.brief.page import policy_in
from layers.errors import ConflictError, NotSignedInError, UnknownFeatureError
from layers.labels import L
from layers.models import UNFINISHED, KeptAnswer, Run, RunState
from layers.pointers import Reader, refused
from layers.rights import Role, Sensitivity, require_reach, role_of
from layers.runs import records
from layers.runs.asking import Asking
from layers.runs.kinds import NAMES_APART, Kind, Question, Work, find_kind
from layers.runs.starting import start

SOON_S = 2.0
"""Work that is expected to take longer is not waited for."""
MOST_LISTED = 100


class RunsView(OpenView):
    """Long work of a caller who is signed in, the newest first; administrators see that of everybody."""

    responds = "Run"
    more_errors = (401, 404, 409)

    def get(self, request: Request) -> Response:
        self.asked(request)
        if not request.user.is_authenticated:
            raise NotSignedInError(L("your runs", "您的任务"))
        runs = Run.objects.all() if self.role is Role.ADMINISTRATOR else Run.objects.filter(owner_id=request.user.pk)
        return Response({"runs": [run_document(run) for run in runs[:MOST_LISTED]]})

    def post(self, request: Request) -> HttpResponse:
        """Start long work: the question is the body of that kind's own endpoint, with its `layer`.

        Whoever asks the same again while it is unfinished gets the same run; what is known already is done at once.
        """
        self.asked(request)
        body, reader = request.data, Reader()
        if not isinstance(body, dict):
            raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
        reader.no_others(body, ("kind", "question"), "")
        reader.refuse()
        kind, question = find_kind(body.get("kind")), body.get("question")
        if not isinstance(question, dict):
            raise refused(L("The question must be a JSON object.", "question 必须是 JSON 对象。"), "/question")
        with reader.at("/question"):
            asking = _asking(request, kind, question)
        reader.refuse()
        return _started(request, asking)


class RunView(OpenView):
    """How far a run is. DELETE cancels it: at once where it waits, at its next step where it runs."""

    responds = "Run"
    more_errors = (401, 403)

    def get(self, request: Request, run_id: UUID) -> Response:
        self.asked(request)
        return _no_store(Response(run_document(find_run(run_id, request))))

    def delete(self, request: Request, run_id: UUID) -> Response:
        """Cancel the run."""
        self.asked(request)
        return Response(run_document(records.cancel(find_run(run_id, request))))


class RunResultView(OpenView):
    """The answer of a run that is done, as its own endpoint would have given it."""

    responds = "RunResult"
    more_errors = (401, 403, 409)

    def get(self, request: Request, run_id: UUID) -> HttpResponse:
        self.asked(request)
        run = find_run(run_id, request)
        if run.state != RunState.DONE:
            raise ConflictError(_no_result(run))
        if run.result is None:
            raise UnknownFeatureError(
                L("The result is not kept any more; start the work again.", "结果已不再保存，请重新计算。")
            )
        return kept_response(run.result, run.kind)


def answer_or_run(request: Request, kind: Kind, question: Question, work: Work | None = None) -> HttpResponse:
    """Answer a question at once where that is quick or known already; else start a run and answer 202 with its address.

    Parameters
    ----------
    question
        As a POST to `/api/v1/runs` would have it.
    work
        What there is to do, where the question was understood already.

    Notes
    -----
    A caller who sends `Prefer: respond-async` gets a run unless the answer is known.
    """
    asking = _asking(request, kind, question, work)
    kept = asking.kept()
    if kept is None and (asking.work.estimate_s > SOON_S or _prefers_async(request)):
        return _started(request, asking)
    return kept_response(kept or asking.answer(), kind.name)


def kept_response(kept: KeptAnswer, kind: str) -> HttpResponse:
    """Return an answer's bytes; how long they took to make stands in a header.

    Pages are shown, under the policy that stands in them; other files are kept. A name in any script goes beside a
    plain one, for old browsers.
    """
    body = bytes(kept.body)
    response = HttpResponse(body, content_type=kept.media_type)
    response["Server-Timing"] = f"{kind};dur={kept.took_s * 1000:.1f}"
    if kept.file_name:
        plain, _, name = kept.file_name.partition(NAMES_APART)
        is_page = kept.media_type.startswith("text/html")
        named = f'{"inline" if is_page else "attachment"}; filename="{plain}"'
        response["Content-Disposition"] = f"{named}; filename*=UTF-8''{quote(name)}" if name else named
        response["Cache-Control"] = "no-store"
        if is_page:
            response["Content-Security-Policy"] = policy_in(body)
    return response


def find_run(run_id: UUID, request: Request) -> Run:
    """Return a run that the caller may see: one's own, or one that nobody owns.

    Raises
    ------
    UnknownFeatureError
        There is none of that id, or it is somebody else's.
    NotSignedInError, NotAllowedError
        The role does not reach as far as the run's answer.
    """
    role = role_of(request.user)
    run = Run.objects.select_related("result").filter(pk=run_id).first()
    if run is None or (run.owner_id not in (None, request.user.pk) and role is not Role.ADMINISTRATOR):
        raise UnknownFeatureError(L("There is no such run.", "没有该任务。"))
    require_reach(role, Sensitivity(run.reach), L("this run", "该任务"))
    return run


def run_document(run: Run) -> dict[str, Any]:
    """Return how far a run is, in the reader's language."""
    href = f"/api/v1/runs/{run.pk}"
    document: dict[str, Any] = {
        "id": str(run.pk),
        "kind": run.kind,
        "state": run.state,
        "percent": int(run.fraction * 100),
        "stage": _stage(run),
        "time_left_s": None if run.time_left_s is None else round(run.time_left_s, 1),
        "created_at": timezone.localtime(run.created_at).isoformat(),
        "href": href,
    }
    if run.problem:
        document["problem"] = run.problem
    if run.state == RunState.DONE:
        document["result_href"] = f"{href}/result"
    return document


def _stage(run: Run) -> dict[str, str]:
    if run.state not in UNFINISHED:
        return {"key": run.state, "text": str(RunState(run.state).label)}
    if run.cancel_asked:
        return {"key": "cancelling", "text": str(L("Being cancelled", "正在取消"))}
    zh = (get_language() or "en").startswith("zh")
    return {"key": run.stage.get("key", ""), "text": run.stage.get("zh" if zh else "en", "")}


def _no_result(run: Run) -> str:
    if run.state == RunState.FAILED:
        return L("The run failed and has no result.", "任务失败，没有结果。")
    if run.state == RunState.CANCELLED:
        return L("The run was cancelled and has no result.", "任务已取消，没有结果。")
    return L("The run is not done yet.", "任务尚未完成。")


def _asking(request: Request, kind: Kind, question: Question, work: Work | None = None) -> Asking:
    """Raises what the question's own endpoint would."""
    asked = work or kind.prepare(question, role_of(request.user))
    return Asking(kind, question, role_of(request.user), get_language() or "en", asked)


def _started(request: Request, asking: Asking) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    run = start(asking, user=user, address=BaseThrottle().get_ident(request))
    document = run_document(run)
    return _no_store(Response(document, status=202, headers={"Location": document["href"]}))


def _prefers_async(request: Request | HttpRequest) -> bool:
    wishes = request.headers.get("Prefer", "").split(",")
    return any(wish.strip().lower() == "respond-async" for wish in wishes)


def _no_store(response: Response) -> Response:
    response["Cache-Control"] = "no-store"
    return response
