"""What a report on coverage can carry beside it: where to build next, and what-ifs held against today."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from layers.api.scenarios.document import comparison_document
from layers.api.scenarios.reading import read_what_ifs
from layers.api.siting.document import siting_document
from layers.api.siting.reading import read_siting_of
from layers.api.siting.run import siting_versions_of
from layers.labels import L
from layers.pointers import Reader, refused
from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.comparing import compare_scenarios
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.scenarios import WhatIf
from layers.queries.coverage.siting.propose import propose_sites
from layers.queries.coverage.siting.question import SitingQuestion
from layers.queries.coverage.siting.size import expected_s
from layers.queries.coverage.stages import Stage
from layers.rights import Role
from layers.steps import Stages, stages_of, unwatched

MEMBERS = ("siting", "compare")


@dataclass(frozen=True)
class Plans:
    """Further questions, of the same people, place and reach as the report itself."""

    siting: SitingQuestion | None = None
    what_ifs: tuple[WhatIf, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    """The members of the body that asked them."""

    def documents(self, answer: CoverageAnswer, *, stages: Stages = unwatched) -> dict[str, Any]:
        """Return the answers as the members of a report's material; `answer` is that of today."""
        found: dict[str, Any] = {}
        reader = Reader()
        if self.siting:
            with reader.at("/siting"):
                within = stages_of(stages(Stage.CHOOSING), expected_s(self.siting))
                found["siting"] = siting_document(propose_sites(self.siting, stages=within))
        reader.refuse()
        if self.what_ifs:
            question = replace(answer.question, ground=False, geometry=False)
            step = stages(Stage.COMPARING)
            compared = compare_scenarios(question, self.what_ifs, today=answer, step=step)
            found["comparison"] = comparison_document(*compared)
        return found

    def expected_s(self, measuring_s: float) -> dict[Stage, float]:
        """Return how long each is expected to take, where measuring today takes so long."""
        seconds = {}
        if self.siting:
            reader = Reader()
            with reader.at("/siting"):
                seconds[Stage.CHOOSING] = sum(expected_s(self.siting).values())
            reader.refuse()
        if self.what_ifs:
            seconds[Stage.COMPARING] = measuring_s * len(self.what_ifs)
        return seconds

    def document(self) -> dict[str, Any]:
        """Return all that their answers depend on beside the data: kept scenarios as they are now."""
        scenarios = [[*scenario, changes.document()] for scenario, changes in self.what_ifs]
        return {**self.asked, "compare": scenarios}

    def versions(self) -> dict[str, Any]:
        """Return what their answers depend on beside that, as it is now."""
        return siting_versions_of(self.siting) if self.siting else {}


NO_PLANS = Plans()


def read_plans(body: Mapping[str, Any], question: CoverageQuestion, role: Role | None) -> Plans:
    """Return what a body asks beside the question: ``siting``, how sites are chosen, and ``compare``, what-ifs.

    Raises
    ------
    InvalidInputError
        With every fault and its pointer; also where what-ifs are to be held against another what-if.
    UnknownFeatureError, UnknownLayerError, NotSignedInError, NotAllowedError
        For a scenario, or a layer of candidates, that is not there or not the caller's to read.
    """
    reader = Reader()
    siting, what_ifs = None, tuple[WhatIf, ...]()
    if body.get("siting") is not None:
        with reader.at("/siting"):
            siting = read_siting_of(body["siting"], question, role)
    if body.get("compare") is not None:
        with reader.at("/compare"):
            if question.changes or question.scenario:
                raise refused(
                    L(
                        "What-ifs are held against today: leave out changes and scenario beside compare.",
                        "方案与现状对比：使用 compare 时不要再给出 changes 或 scenario。",
                    )
                )
            what_ifs = read_what_ifs(body["compare"], question.layer, role)
    reader.refuse()
    return Plans(siting, what_ifs, {name: body[name] for name in MEMBERS if body.get(name) is not None})
