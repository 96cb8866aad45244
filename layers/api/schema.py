"""The OpenAPI document, made from the same parameters and catalog entries that the endpoints read."""

from inspect import cleandoc
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from layers.api import components
from layers.api.examples import EXAMPLES
from layers.api.views import LayerView
from layers.filters import Filter, Parameter
from layers.labels import both
from layers.rights import Sensitivity

TYPES = {
    "number": {"type": "number", "format": "double"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
}
REQUIRED = {
    "NearestView": (),
    "WithinView": ("radius_m",),
    "SearchView": ("q",),
    "AccessibilityView": ("capacity",),
    "AccessibilityCellsView": ("capacity",),
}
BINARY = {"type": "string", "format": "binary"}
BODIES = {
    "WithinView": {"post": "PolygonBody"},
    "SessionView": {"post": "SignIn"},
    "FeatureListView": {"post": "FeatureBody"},
    "FeatureView": {"put": "FeatureBody", "patch": "FeatureBody"},
    "FillView": {"post": "FillBody"},
    "ClocksView": {"post": "ClocksBody"},
    "NearestBatchView": {"post": "NearestBatchBody"},
    "SitingView": {"post": "SitingBody"},
    "ScenariosView": {"post": "ScenarioBody"},
    "ScenarioView": {"put": "ScenarioBody"},
    "CompareScenariosView": {"post": "ScenarioComparisonBody"},
    "FillBriefView": {"post": "FillBody"},
    "RunsView": {"post": "RunBody"},
    "CoverageView": {"post": "CoverageBody"},
    "CoverageCellsView": {"post": "CoverageBody"},
    "CoverageReportView": {"post": "CoverageReportBody"},
    "AccessibilityView": {"post": "AccessibilityBody"},
    "AccessibilityCellsView": {"post": "AccessibilityBody"},
}
BESIDE_A_BODY = {
    "WithinView": ("limit",),
    "FillBriefView": ("title", "lang"),
    "CoverageReportView": ("format", "lang", "title", "target", "targets"),
}
"""Parameters of the address that a POST takes, too."""
ANSWERS = {"ClocksView": {"get": "ClockList"}, "RunsView": {"get": "RunList"}}
"""Where a method answers otherwise than its view says."""
CREATED = {"FeatureListView": "Feature", "ScenariosView": "Scenario"}
"""What a POST makes."""
EMPTIED = ("ScenarioView",)
"""Where, beside features, DELETE answers nothing."""
OPEN_ERRORS = (400,)
LAYER_ERRORS = (400, 401, 403, 404)
OWN_ERRORS: dict[str, tuple[int, ...]] = dict.fromkeys(
    (
        "TargetsCheckView",
        "FillView",
        "FillBriefView",
        "ClocksView",
        "NearestView",
        "NearestBriefView",
        "CoverageView",
        "CoverageCellsView",
        "CoverageReportView",
        "AccessibilityView",
        "AccessibilityCellsView",
    ),
    (400, 401, 403, 404, 409),
)
"""What questions answer that need a standard profile."""
OWN_ERRORS["SitingView"] = (400, 401, 403, 404, 409, 429)
NEED_PROFILES_ALWAYS = (
    "TargetsCheckView",
    "CoverageView",
    "CoverageCellsView",
    "CoverageReportView",
    "AccessibilityView",
    "AccessibilityCellsView",
)
"""Those that answer so to GET, too."""


class CatalogSchema(AutoSchema):
    """Describes an endpoint by its view's declared parameters, answer component and layer."""

    view: Any

    def get_operation_id(self) -> str:
        layer = getattr(self.view, "layer", None)
        name = type(self.view).__name__.removesuffix("View")
        words = [self.method.lower(), name, *([layer.key] if layer else [])]
        return "_".join(word.lower() for word in words)

    def get_tags(self) -> list[str]:
        layer = getattr(self.view, "layer", None)
        return [layer.key if layer else "map"]

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular drops the arguments
        handler = getattr(self.view, self.method.lower())
        return cleandoc(handler.__doc__ or type(self.view).__doc__ or "")

    def get_override_parameters(self) -> list[Any]:
        view = type(self.view).__name__
        if self.method not in ("GET", "HEAD") and view not in BESIDE_A_BODY:
            return []
        required = REQUIRED.get(view, ())
        own = [
            _parameter(one, required=one.name in required)
            for one in self.view.parameters
            if self.method == "GET" or one.name in BESIDE_A_BODY[view]
        ]
        layer = getattr(self.view, "layer", None) if getattr(self.view, "filtered", False) else None
        known = {one.name for one in self.view.parameters}
        filters: tuple[Filter, ...] = tuple(one for one in layer.filters if one.name not in known) if layer else ()
        return own + [
            _parameter(parameter, sensitivity=one.sensitivity) for one in filters for parameter in one.parameters
        ]

    def get_request_serializer(self) -> Any:
        return None

    def get_response_serializers(self) -> Any:
        return None

    def _get_request_body(self, direction: str = "request") -> Any:
        name = BODIES.get(type(self.view).__name__, {}).get(self.method.lower())
        if not name:
            return None
        return {
            "required": True,
            "content": {"application/json": {"schema": _ref(name), "example": EXAMPLES[name]}},
        }

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        return {**self._success(), **{str(status): _problem(status) for status in self._errors()}}

    def _success(self) -> dict[str, Any]:
        if self.method == "DELETE" and (isinstance(self.view, LayerView) or type(self.view).__name__ in EMPTIED):
            return {"204": {"description": "Deleted"}}
        if not self.view.responds:
            return {
                "200": {
                    "description": "The tile",
                    "content": {"application/vnd.mapbox-vector-tile": {"schema": BINARY}},
                },
                "204": {"description": "Nothing lies in the tile"},
                "304": {"description": "Not changed"},
            }
        begun = {"202": _content("The run that will give the answer; `Location` says where", "Run")}
        if self.method == "POST" and type(self.view).__name__ == "RunsView":
            return begun
        created = self.method == "POST" and type(self.view).__name__ in CREATED
        name = CREATED[type(self.view).__name__] if created else self._answer()
        answer = _content("Created" if created else "The answer", name, self.view.media_type)
        answer["content"] |= {media: {"schema": BINARY} for media in self.view.other_media_types}
        return {"201" if created else "200": answer, **(begun if self.view.may_run else {})}

    def _answer(self) -> str:
        return ANSWERS.get(type(self.view).__name__, {}).get(self.method.lower(), str(self.view.responds))

    def _errors(self) -> tuple[int, ...]:
        own = OWN_ERRORS.get(type(self.view).__name__)
        if own and (self.method == "POST" or type(self.view).__name__ in NEED_PROFILES_ALWAYS):
            return own
        if not isinstance(self.view, LayerView):
            usual = {
                *OPEN_ERRORS,
                *((401, 403, 429) if self.method == "POST" else ()),
                *((404,) if "{" in self.path else ()),
            }
            return tuple(sorted(usual | set(self.view.more_errors)))
        changing = (409,) if self.method in self.view.writes else ()
        return (*LAYER_ERRORS, *changing)


def _parameter(
    one: Parameter, *, required: bool = False, sensitivity: Sensitivity = Sensitivity.PUBLIC
) -> OpenApiParameter:
    label = both(one.label)
    schema: dict[str, Any] = dict(TYPES.get(one.kind, {"type": "string"}))
    if one.choices:
        schema = {"type": "string", "enum": list(one.choices.values)}
    if one.many:
        schema = {"type": "array", "items": schema}
    needs = "" if sensitivity == Sensitivity.PUBLIC else " Needs a role."
    return OpenApiParameter(
        one.name,
        schema,
        required=required,
        explode=True if one.many else None,
        description=f"{label['en']} / {label['zh']}.{needs}",
    )


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(description: str, name: str, media_type: str = "application/json") -> dict[str, Any]:
    body: dict[str, Any] = {"schema": _ref(name)}
    if name in EXAMPLES:
        body["example"] = EXAMPLES[name]
    return {"description": description, "content": {media_type: body}}


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": components.STATUS_WORDS[status],
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's last step: the components, and the one way to sign in that tools use."""
    result["components"] = {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        },
        "schemas": components.SCHEMAS,
    }
    for path in result["paths"].values():
        for operation in path.values():
            responses = operation.pop("responses")
            operation |= {"security": [{"token": []}, {"session": []}, {}], "responses": responses}
    return result
