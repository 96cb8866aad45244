"""onemap runs list | show ID | cancel ID"""

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from layers.api.runs import run_document
from layers.labels import L
from layers.management.questions import NOT_VALID
from layers.models import UNFINISHED, Run
from layers.runs import records

MOST_LISTED = 50


class Command(BaseCommand):
    help = "Long work that was started on the map or through the API. 后台任务：列出、查看、取消。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="the newest runs")
        listing.add_argument("--all", action="store_true", help="also those that have ended")
        listing.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        for action, words in (("show", "one run"), ("cancel", "cancel a run")):
            one = actions.add_parser(action, help=words)
            one.add_argument("id")
            one.add_argument("--result", action="store_true", help="print its answer") if action == "show" else None

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            _list(every=options["all"], as_json=options["as_json"])
            return
        run = _find(options["id"])
        if options["action"] == "cancel":
            run = records.cancel(run)
        if options.get("result"):
            _print_result(run)
            return
        json.dump({**run_document(run), "question": run.question}, sys.stdout, ensure_ascii=False, indent=2)
        print()


def _list(*, every: bool, as_json: bool) -> None:
    runs = Run.objects.all() if every else Run.objects.filter(state__in=UNFINISHED)
    documents = [run_document(run) for run in runs[:MOST_LISTED]]
    if as_json:
        json.dump({"runs": documents}, sys.stdout, ensure_ascii=False)
        print()
        return
    if not documents:
        print(L("No long work is being done.", "没有正在进行的任务。"))
        return
    table = Table(
        *(str(word) for word in (L("Run", "任务"), L("Kind", "类型"), L("Stage", "阶段"), "%", L("Begun", "创建时间")))
    )
    for one in documents:
        table.add_row(one["id"], one["kind"], one["stage"]["text"], str(one["percent"]), one["created_at"][:19])
    Console().print(table)


def _find(text: str) -> Run:
    try:
        found = Run.objects.filter(pk=UUID(text)).select_related("result").first()
    except ValueError:
        found = None
    if found is None:
        print(f"onemap runs: {L('There is no such run.', '没有该任务。')}", file=sys.stderr)
        sys.exit(NOT_VALID)
    return found


def _print_result(run: Run) -> None:
    if run.result is None:
        print(f"onemap runs: {L('This run has no result.', '该任务没有结果。')}", file=sys.stderr)
        sys.exit(1)
    sys.stdout.buffer.write(bytes(run.result.body))
    sys.stdout.flush()
