"""``--brief FILE``: the answer of a command as a brief, beside what it prints."""

import shlex
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from layers.brief.page import write
from layers.brief.sheet import Sheet
from layers.errors import InvalidInputError, invalid
from layers.labels import L


def add_brief_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--brief", metavar="FILE.html", help="also write the answer as a page to print 另存为可打印简报"
    )


def write_brief(sheet: Callable[[str], Sheet], file: str) -> None:
    """Write the sheet that `sheet` makes of the command line which asks the question again.

    Raises
    ------
    MissingPartError, InvalidInputError
        While the front end is not built; where the file cannot be written.
    """
    page = write(sheet(shlex.join(("onemap", *sys.argv[1:]))))
    try:
        Path(file).write_text(page.html, "utf-8")
    except OSError as fault:
        raise _unwritable(file, fault) from None
    print(L("Brief: {file}", "简报：{file}").format(file=file), file=sys.stderr)


def _unwritable(file: str, fault: OSError) -> InvalidInputError:
    return invalid(
        "brief",
        L("The brief cannot be written to {file}: {why}.", "简报无法写入 {file}：{why}。").format(
            file=file, why=fault.strerror or type(fault).__name__
        ),
    )
