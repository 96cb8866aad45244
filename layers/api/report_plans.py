"""What a report on coverage can carry beside it: where to build next, and what-ifs held against today."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers.api.scenario_document import comparison_document
from layers.api.scenario_reading import read_what_ifs
from layers.api.siting_document import siting_document
from layers.api.siting_reading import read_siting_of
from layers.labels import L
from layers.pointers import Reader, refused
from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.comparing import compare_scenarios
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.scenarios import WhatIf
from layers.queries.coverage.siting.propose import propose_sites
from layers.queries.coverage.siting.question import SitingQuestion
from layers.rights import Role

MEMBERS = ("siting", "compare")


@dataclass(frozen=True)
class Plans:
    """Further questions, of the same people, place and reach as the report itself."""

    siting: SitingQuestion | None = None
    what_ifs: tuple[WhatIf, ...] = ()

    def documents(self, answer: CoverageAnswer) -> dict[str, Any]:
        """Return the answers as the members of a report's material; `answer` is that of today."""
        found: dict[str, Any] = {}
        reader = Reader()
        if self.siting:
            with reader.at("/siting"):
                found["siting"] = siting_document(propose_sites(self.siting))
        reader.refuse()
        if self.what_ifs:
            question = replace(answer.question, ground=False, geometry=False)
            found["comparison"] = comparison_document(*compare_scenarios(question, self.what_ifs, today=answer))
        return found


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
    return Plans(siting, what_ifs)
