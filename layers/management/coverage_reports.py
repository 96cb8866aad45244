"""``onemap coverage … --report FILE``: the answer as a page, a paper, tables or geometry, by the file's ending."""

import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layers.api.coverage.report_plans import NO_PLANS, Plans, read_plans
from layers.api.coverage.report_run import REPORT_RUN, TARGET, report_body, work_of
from layers.brief.coverage.files import FileFormat
from layers.errors import invalid
from layers.labels import L
from layers.management.candidates import CANDIDATES, add_candidate_arguments, siting_members
from layers.management.questions import OPERATOR
from layers.management.watching import answered
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.siting.question import SitingMethod


def add_report_arguments(parser: ArgumentParser) -> None:
    endings = ", ".join(FileFormat)
    parser.add_argument(
        "--report", metavar="FILE", help=f"also write a report, by the file's ending 另存为报告: {endings}"
    )
    parser.add_argument("--target", metavar="SHARE", help=str(TARGET.label))
    parser.add_argument("--title", default="", help=str(L("a heading of your own for the report", "报告标题")))
    parser.add_argument("--targets", action="store_true", help="also check the table of targets 同时核查目标表")
    known = "|".join(SitingMethod.values)
    parser.add_argument(
        "--siting", metavar="METHOD[:P]", help=f"also where to build next 同时给出选址建议: mclp:3 ({known})"
    )
    add_candidate_arguments(parser)
    parser.add_argument(
        "--compare",
        action="append",
        default=[],
        metavar="ID",
        help="also a scenario beside today 同时对比方案",
    )


def report_plans(question: CoverageQuestion, options: Mapping[str, Any]) -> Plans:
    """Return what else the report carries: where to build next, and scenarios beside today.

    Raises
    ------
    InvalidInputError
        For plans without a report, candidates without a method, and what the API refuses.
    UnknownFeatureError
        For a scenario that is not there.
    """
    body: dict[str, Any] = {"compare": options["compare"] or None}
    if options["siting"] is None and any(options[name] for name in CANDIDATES):
        raise invalid("siting", L("Candidates need --siting beside them.", "候选点须与 --siting 一起给出。"))
    if options["siting"] is not None:
        method, _, p = options["siting"].partition(":")
        body["siting"] = {"method": method, "p": int(p) if p.isdecimal() else p or None, **siting_members(options)}
    if not any(body.values()):
        return NO_PLANS
    if not options["report"]:
        detail = L("--siting and --compare need --report.", "--siting 和 --compare 须与 --report 一起使用。")
        raise invalid("report", detail)
    return read_plans(body, question, OPERATOR)


def report_wishes(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form of the report, and what else is wished for it.

    Raises
    ------
    InvalidInputError
        For a file of a form that no report has; for a target that is no share.
    """
    wishes = {"title": options["title"], "targets": options["targets"]}
    if options["target"] is not None:
        wishes["target"] = TARGET.parse(options["target"], "target")
    if options["report"]:
        wishes["format"] = FileFormat.of_file(options["report"])
        if wishes["format"] is None:
            detail = L("The report's file must end in one of: {known}.", "报告文件扩展名须为：{known}。")
            raise invalid("report", detail.format(known=", ".join(f".{one}" for one in FileFormat)))
    return wishes


def write_report_file(
    question: CoverageQuestion, wishes: Mapping[str, Any], plans: Plans, file: str, *, quiet: bool
) -> None:
    """Write the report.

    Raises
    ------
    InvalidInputError
        Where the file cannot be written.
    MissingPartError
        For a page while the front end is not built; for a PDF without a Chinese font.
    """
    asked = {**wishes, "again": shlex.join(("onemap", *sys.argv[1:]))}
    work = work_of(question, asked, plans, OPERATOR)
    report = answered(REPORT_RUN, report_body(question, asked, plans), work, quiet=quiet)
    try:
        Path(file).write_bytes(bytes(report.body))
    except OSError as fault:
        detail = L("The report cannot be written to {file}: {why}.", "报告无法写入 {file}：{why}。")
        raise invalid("report", detail.format(file=file, why=fault.strerror or type(fault).__name__)) from None
    print(L("Report: {file}", "报告：{file}").format(file=file), file=sys.stderr)
