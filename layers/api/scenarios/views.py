"""/api/v1/scenarios: what planners would change, kept by name, shared by address, and compared with today."""

from time import perf_counter
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.body import BodyParser
from layers.api.reading import read
from layers.api.scenarios.document import comparison_document, scenario_document
from layers.api.scenarios.reading import Kept, read_comparison, read_scenario_body
from layers.api.views import OpenView
from layers.catalog import find_layer, layers
from layers.errors import NotAllowedError, NotSignedInError
from layers.filters import Parameter, as_text
from layers.labels import L
from layers.models import Scenario
from layers.queries.coverage.comparing import compare_scenarios
from layers.queries.coverage.scenarios import find_scenario, layer_of
from layers.rights import EDITORS, PLANNERS, reach_of, require_reach

MAX_LISTED = 500
WHAT = L("scenarios", "方案")
LAYER = Parameter("layer", L("only of this layer", "仅此图层"), "text", as_text, example="shelters")


class ScenariosView(OpenView):
    """The scenarios of layers that the caller may read, the last changed first. Needs a role."""

    parser_classes = (BodyParser,)
    parameters = (LAYER,)
    responds = "ScenarioList"
    more_errors = (401, 404)

    def get(self, request: Request) -> Response:
        if self.role is None:
            raise NotSignedInError(WHAT)
        key = self.asked(request).values.get("layer")
        if key:
            find_layer(key)
        reach = reach_of(self.role)
        readable = [layer.key for layer in layers() if layer.sensitivity <= reach and key in (None, layer.key)]
        rows = Scenario.objects.filter(layer__in=readable).select_related("owner")[:MAX_LISTED]
        return Response({"scenarios": [scenario_document(row) for row in rows]})

    def post(self, request: Request) -> Response:
        """Keep a scenario. Needs a role above viewer."""
        read(request.query_params, ())
        self._require_planner()
        kept = read_scenario_body(request.data, self.role)
        row = Scenario.objects.create(**_fields(kept), owner_id=request.user.pk)
        location = request.build_absolute_uri(f"{request.path}/{row.pk}")
        return Response(scenario_document(row), status=201, headers={"Location": location})

    def _require_planner(self) -> None:
        if self.role is None:
            raise NotSignedInError(WHAT)
        if self.role not in PLANNERS:
            raise NotAllowedError(L("Your role may not keep scenarios.", "您的角色无权保存方案。"))


class ScenarioView(OpenView):
    """One scenario, for whoever has its address and may read its layer; `missing` are sites that are gone."""

    parser_classes = (BodyParser,)
    responds = "Scenario"
    more_errors = (401, 403)

    def get(self, request: Request, scenario_id: str) -> Response:
        self.asked(request)
        return Response(scenario_document(self._found(scenario_id)))

    def put(self, request: Request, scenario_id: str) -> Response:
        """Replace it. Its maker may, and editors."""
        self.asked(request)
        row = self._own(scenario_id)
        for name, value in _fields(read_scenario_body(request.data, self.role)).items():
            setattr(row, name, value)
        row.save()
        return Response(scenario_document(row))

    def delete(self, request: Request, scenario_id: str) -> Response:
        """Forget it. Its maker may, and editors."""
        self.asked(request)
        self._own(scenario_id).delete()
        return Response(status=204)

    def _found(self, scenario_id: str) -> Scenario:
        row = find_scenario(scenario_id)
        layer = layer_of(row)
        require_reach(self.role, layer.sensitivity, layer.title)
        return row

    def _own(self, scenario_id: str) -> Scenario:
        if self.role is None:
            raise NotSignedInError(WHAT)
        row = self._found(scenario_id)
        is_maker = row.owner_id is not None and row.owner_id == self.request.user.pk and self.role in PLANNERS
        if not is_maker and self.role not in EDITORS:
            raise NotAllowedError(
                L("Only its maker and editors may change a scenario.", "只有创建人和编辑可以修改方案。")
            )
        return row


class CompareScenariosView(OpenView):
    """Coverage of today and of scenarios, side by side, with what differs over all and by area."""

    parser_classes = (BodyParser,)
    responds = "ScenarioComparison"
    more_errors = (404, 409)

    def post(self, request: Request) -> Response:
        read(request.query_params, ())
        asked = read_comparison(request.data, self.role)
        began = perf_counter()
        today, compared = compare_scenarios(asked.question, asked.what_ifs)
        response = Response(comparison_document(today, compared))
        response["Server-Timing"] = f"coverage;dur={(perf_counter() - began) * 1000:.1f}"
        return response


def _fields(kept: Kept) -> dict[str, Any]:
    return {
        "name": kept.name,
        "note": kept.note,
        "layer": kept.layer.key,
        "changes": kept.changes.document(),
        "parameters": dict(kept.parameters),
    }
