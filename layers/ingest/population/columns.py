"""Which column of a file holds the people."""

from collections.abc import Sequence

from layers.ingest.errors import BadOptionError
from layers.ingest.headers import normalise
from layers.ingest.wording import say

USUAL = (
    "P_CNT",
    "people",
    "persons",
    "population",
    "population_persons",
    "pop",
    "total_population",
    "total_pop",
    "pop_total",
    "pop_count",
    "tot_p",
    "人口",
    "人口数",
    "总人口",
    "总人口数",
    "常住人口",
    "人数",
    "人口總數",
    "人口數",
    "總人口",
    "總人口數",
)
"""Usual names, the surest first."""


def persons_column(columns: Sequence[str], asked: str | None) -> str:
    """Return the column with people: the one asked for, or the only one with a usual name.

    Raises
    ------
    BadOptionError
        There is none, or more than one; all columns are named.
    """
    if asked is not None:
        if asked in columns:
            return asked
        raise _refused(say("There is no column “{asked}”.", "没有“{asked}”列。", asked=asked[:60]), columns)
    known = {normalise(name) for name in USUAL}
    found = [column for column in columns if normalise(column) in known]
    if not found:
        raise _refused(say("No column has a usual name for people.", "没有任何列名是常见的人口列名。"), columns)
    if len(found) > 1:
        raise _refused(
            say(
                "Several columns may hold people: {found}.", "可能是人口的列不止一个：{found}。", found=", ".join(found)
            ),
            columns,
        )
    return found[0]


def _refused(sentence: str, columns: Sequence[str]) -> BadOptionError:
    return BadOptionError(
        "persons_column",
        sentence
        + say(
            " Say which with --persons-column; the columns are: {columns}.",
            "请用 --persons-column 指明；现有列：{columns}。",
            columns=", ".join(columns) or say("none", "无"),
        ),
    )
