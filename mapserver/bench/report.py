"""What a bench found: cases with a value a round, ratios against targets; as a document, a table and Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from mapserver.bench.machine import Machine


@dataclass(frozen=True)
class Sample:
    """One measurement: the value that is compared, and what else was seen (by name, with its unit in the name)."""

    value: float
    details: dict[str, float] = field(default_factory=dict)


@dataclass
class Case:
    """One contender on one question, measured once a round."""

    name: str
    unit: str
    samples: list[Sample] = field(default_factory=list)
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(sample.value for sample in self.samples)

    @property
    def details(self) -> dict[str, float]:
        """The medians of what else was seen."""
        names = {name: None for sample in self.samples for name in sample.details}
        return {
            name: median(sample.details[name] for sample in self.samples if name in sample.details) for name in names
        }


@dataclass(frozen=True)
class Target:
    """A promise: what was measured against the limit; `at_least` says which side of it is good."""

    name: str
    measured: float
    limit: float
    unit: str = "x"
    at_least: bool = True

    @property
    def met(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass
class Report:
    """Everything a bench has to say."""

    bench: str
    title: str
    rows: int
    data: str
    """What the rows are, with the seed that made them."""
    rounds: int
    cases: list[Case]
    targets: list[Target]
    notes: list[str] = field(default_factory=list)
    machine: Machine = field(default_factory=Machine.this)

    @property
    def command(self) -> str:
        return f"onemap bench {self.bench} --rows {self.rows}"

    def case(self, name: str) -> Case:
        return next(case for case in self.cases if case.name == name)

    def as_document(self) -> dict[str, Any]:
        return {
            "bench": self.bench,
            "title": self.title,
            "command": self.command,
            "machine": asdict(self.machine),
            "rows": self.rows,
            "data": self.data,
            "rounds": self.rounds,
            "cases": [
                {
                    "name": case.name,
                    "unit": case.unit,
                    "median": plain(case.value),
                    "rounds": [plain(sample.value) for sample in case.samples],
                    "details": {name: plain(value) for name, value in case.details.items()},
                    "note": case.note,
                }
                for case in self.cases
            ],
            "targets": [
                {**asdict(target), "measured": plain(target.measured), "met": target.met} for target in self.targets
            ],
            "notes": self.notes,
        }


def markdown(document: dict[str, Any]) -> str:
    """Return a report's document as a section of docs/performance.md."""
    cases = [
        (case["name"], f"{shown(case['median'])} {case['unit']}", _details(case["details"]), case["note"])
        for case in document["cases"]
    ]
    targets = [
        (target["name"], f"{shown(target['measured'])} {target['unit']}", limit_text(target), verdict(target))
        for target in document["targets"]
    ]
    machine = "; ".join(str(value) for value in document["machine"].values())
    return "\n".join(
        [
            f"## {document['title']}\n",
            f"`{document['command']}`: medians of {document['rounds']} interleaved rounds. {document['data']}\n",
            f"Machine: {machine}.\n",
            *_rows(("contender", "median", "also", "note"), cases),
            "",
            *_rows(("target", "measured", "limit", ""), targets),
            *(f"\n{note}" for note in document["notes"]),
            "",
        ]
    )


def _rows(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [heading, ("---",) * len(heading), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _details(details: dict[str, float]) -> str:
    return ", ".join(f"{name} {shown(value)}" for name, value in details.items())


def limit_text(target: dict[str, Any]) -> str:
    return f"{'≥' if target['at_least'] else '≤'} {shown(target['limit'])} {target['unit']}"


def verdict(target: dict[str, Any]) -> str:
    return "met" if target["met"] else "missed"


def plain(value: float) -> float:
    """Four digits are more than any of this is worth."""
    return float(f"{value:.4g}")


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
