"""GET and POST /api/v1/clocks"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.describe import DOCUMENT_LABELS
from layers.api.fresh import freshness_document
from layers.api.journeys import roads_document
from layers.api.supply.clocks_reading import read_question
from layers.api.supply.fill import vehicle_document
from layers.api.supply.need_reading import NeedParser
from layers.api.views import OpenView
from layers.catalog import DEPOTS
from layers.live.stock import THOUSANDTHS
from layers.models.depot import number
from layers.queries.clocks.judge import clocks_in_force, judge_clocks
from layers.queries.clocks.question import Clock, ClocksAnswer, ClocksQuestion, JudgedSite, Verdict
from layers.rights import require_reach

NO_ROADS: dict[str, Any] = {"roads": None, "avoided": []}


class ClocksView(OpenView):
    """Which sites stock of given levels reaches in time: pass or fail, by how much, and which item fails.

    Each site is judged as if it alone were to be served; stock is not shared out among them. Needs a role that may
    read stock.
    """

    parser_classes = (NeedParser,)
    responds = "ClocksAnswer"

    def get(self, request: Request) -> Response:
        """The delivery clocks that are in force, rows of a table that is edited in the administration."""
        self.asked(request)
        return Response({"clocks": [clock_document(clock) for clock in clocks_in_force()]})

    def post(self, request: Request) -> Response:
        require_reach(self.role, DEPOTS.fields["stock"], DOCUMENT_LABELS["stock"])
        self.asked(request)
        question = read_question(request.data, self.role)
        return Response(clocks_document(judge_clocks(question)))


def clock_document(clock: Clock) -> dict[str, Any]:
    return {
        "key": clock.key,
        "title": clock.title,
        "levels": list(clock.levels),
        "within_s": clock.within_s,
        "standard_no": clock.standard_no,
        "clause": clock.clause,
        "verification": clock.verification,
    }


def clocks_document(answer: ClocksAnswer) -> dict[str, Any]:
    """Return the answer as a document."""
    question = answer.question
    return {
        "query": _query(question),
        **freshness_document(answer.freshness),
        "basis": answer.basis,
        **(roads_document(question.vehicle, question.avoid) if question.by_road else NO_ROADS),
        "clocks": [clock_document(clock) for clock in question.clocks],
        "count": len(answer.sites),
        "passed": answer.passed,
        "sites": [_site(one) for one in answer.sites],
        "areas": [
            {
                "code": area.code,
                "name": area.name,
                "name_en": area.name_en,
                "sites": area.sites,
                "passed": area.passed,
            }
            for area in answer.areas
        ],
        "without_point": list(question.pointless),
        "excluded": answer.excluded,
    }


def _query(question: ClocksQuestion) -> dict[str, Any]:
    return {
        "sites": question.asked,
        "items": [{"item": one.group.key, "quantity": number(one.quantity)} for one in question.items],
        "clocks": [clock.key for clock in question.clocks],
        "vehicle": vehicle_document(question.vehicle),
        "keep_minimum": question.keep_minimum,
        "usable_only": question.usable_only,
        "by_road": question.by_road,
        "avoid": list(question.avoid.names) if question.avoid else None,
    }


def _site(one: JudgedSite) -> dict[str, Any]:
    site = one.site
    return {
        "layer": site.layer,
        "code": site.code,
        "name": site.name,
        "name_en": site.name_en,
        "lon": site.lon,
        "lat": site.lat,
        "point": site.point.value,
        "area": site.area,
        "passes": one.passes,
        "clocks": [_verdict(verdict) for verdict in one.verdicts],
    }


def _verdict(verdict: Verdict) -> Mapping[str, Any]:
    return {
        "key": verdict.clock.key,
        "passes": verdict.passes,
        "arrive_s": verdict.arrive_s,
        "margin_s": verdict.margin_s,
        "fails": [
            {
                "item": fail.item,
                "quantity_short": number(Decimal(fail.short) / THOUSANDTHS),
                "arrive_s": fail.arrive_s,
            }
            for fail in verdict.fails
        ],
    }
