"""``onemap coverage … --report FILE``: the answer as a page, a paper, tables or geometry, by the file's ending."""

import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import translation

from layers.api.coverage_report import TARGET, report_file
from layers.brief.coverage.files import FileFormat
from layers.errors import invalid
from layers.labels import L
from layers.queries.coverage.question import CoverageQuestion
from layers.rights import Role


def add_report_arguments(parser: ArgumentParser) -> None:
    endings = ", ".join(FileFormat)
    parser.add_argument(
        "--report", metavar="FILE", help=f"also write a report, by the file's ending 另存为报告: {endings}"
    )
    parser.add_argument("--target", metavar="SHARE", help=str(TARGET.label))
    parser.add_argument("--title", default="", help=str(L("a heading of your own for the report", "报告标题")))
    parser.add_argument("--targets", action="store_true", help="also check the table of targets 同时核查目标表")


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


def write_report_file(question: CoverageQuestion, wishes: Mapping[str, Any], file: str) -> None:
    """Write the report.

    Raises
    ------
    InvalidInputError
        Where the file cannot be written.
    MissingPartError
        For a page while the front end is not built; for a PDF without a Chinese font.
    """
    again = shlex.join(("onemap", *sys.argv[1:]))
    report = report_file(
        question, wishes, role=Role.ADMINISTRATOR, again=again, language=translation.get_language() or "en"
    )
    try:
        Path(file).write_bytes(report.body)
    except OSError as fault:
        detail = L("The report cannot be written to {file}: {why}.", "报告无法写入 {file}：{why}。")
        raise invalid("report", detail.format(file=file, why=fault.strerror or type(fault).__name__)) from None
    print(L("Report: {file}", "报告：{file}").format(file=file), file=sys.stderr)
