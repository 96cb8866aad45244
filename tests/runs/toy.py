"""A kind of work for tests: counts in steps, leaves a mark for each beginning, ends as it is told."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layers.errors import ConflictError
from layers.labels import L
from layers.pointers import refused
from layers.rights import Role
from layers.runs.kinds import Kind, Work
from layers.runs.progress import Progress

VERSIONS = {"toys": "1"}


def prepare(question: Mapping[str, Any], role: Role | None) -> Work:
    steps = question.get("steps", 1)
    if not isinstance(steps, int):
        raise refused("steps: a whole number", "/steps")

    def answer(progress: Progress) -> dict[str, Any]:
        if mark := question.get("mark"):
            with Path(mark).open("a") as marks:
                marks.write("begun\n")
        if sentence := question.get("conflict"):
            raise ConflictError(sentence)
        if question.get("bug"):
            raise ZeroDivisionError("secret")
        step = progress.stage("counting", L("Counting", "计数"), begin=0.1)
        for at in range(steps):
            step(at / steps)
            time.sleep(question.get("step_s", 0))
        return {"steps": steps, "made_by": role, "words": str(L("done", "完成"))}

    return Work(question, answer, lambda: dict(VERSIONS), estimate_s=question.get("estimate_s", 0))


TOY = Kind("toy", L("Toy", "玩具"), prepare)
