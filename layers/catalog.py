"""THE list of layers. Endpoints, tiles, schema, admin, legend, popups, import templates and rights derive from it.

To add a layer: a model, one entry here, and, for a look of its own, one file in ``frontend/src/layers/``.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from layers import models as kinds
from layers.errors import UnknownLayerError, invalid
from layers.filters import Filter, Parameter, as_count, as_days, as_flag, as_text, choice_filter, one_of
from layers.labels import L
from layers.layer import COVERAGE, NEAREST, WITHIN, Layer, LiveTags, Mobilisation, Style
from layers.reference import is_area
from layers.rights import COMMANDERS_AND_EDITORS, Sensitivity
from layers.stock_filter import STOCK

__all__ = [
    "COVERAGE",
    "NEAREST",
    "WITHIN",
    "Layer",
    "Style",
    "add_layer",
    "find_layer",
    "layers",
    "layers_asked",
    "remove_layer",
]

PUBLIC, INTERNAL, RESTRICTED = Sensitivity


def _area(text: str, name: str) -> str:
    if not is_area(as_text(text, name)):
        raise invalid(
            name,
            L(
                "No area has the code “{text}”; /api/v1/areas lists them.",
                "没有编码为“{text}”的行政区；见 /api/v1/areas。",
            ).format(text=text),
        )
    return text


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


_CAUTION = (
    Filter(
        (
            Parameter(
                "verified_within_days", L("verified within, days", "核实不早于（天）"), "integer", as_days, example="30"
            ),
        ),
        lambda rows, verified_within_days: rows.verified_since(days_ago(verified_within_days)),
        lambda rows, verified_within_days: rows.verified_since(days_ago(verified_within_days)),
        "stale",
        by_clock=True,
    ),
    Filter(
        (
            Parameter(
                "avoid",
                L(
                    "keep out of: layer:code, hazards, incidents, or a ring lon,lat;lon,lat;lon,lat",
                    "避开：图层:编码、hazards、incidents，或环 lon,lat;lon,lat;lon,lat",
                ),
                "avoid",
                as_text,
                example="hazards",
                many=True,
            ),
        ),
        lambda rows, avoid: rows.outside(avoid.polygons, avoid.circles),
        lambda rows, avoid: rows.outside(avoid),
        "inside_danger",
    ),
)
"""Filters for those who would rather have fewer resources than risk one."""


def _common_filters(status: type[models.TextChoices]) -> tuple[Filter, ...]:
    return (
        choice_filter("status", L("status", "状态"), status, reason="status"),
        Filter(
            (Parameter("usable", L("can serve now", "当前可用"), "boolean", as_flag, example="true"),),
            lambda rows, usable: rows.usable(usable),
            lambda rows, usable: rows.is_one_of("status", sorted(rows.model.USABLE)) == usable,
            "not_usable",
        ),
        Filter(
            (Parameter("area", L("area", "行政区"), "area", _area, example="610500"),),
            lambda rows, area: rows.in_area(area),
            lambda rows, area: rows.in_area(area),
            "other_area",
        ),
        *_CAUTION,
    )


def _fields(*, before: dict[str, Sensitivity], status: Sensitivity = PUBLIC) -> dict[str, Sensitivity]:
    """The common fields around a layer's own, in the order in which people read them."""
    return {
        "status": status,
        **before,
        "area": PUBLIC,
        "address": PUBLIC,
        "managing_unit": PUBLIC,
        "contact_name": RESTRICTED,
        "contact_phone": RESTRICTED,
        "verified_at": PUBLIC,
        "verified_by": RESTRICTED,
        "source": PUBLIC,
        "is_demo": PUBLIC,
        "updated_at": PUBLIC,
        "source_datum": INTERNAL,
        "source_x": INTERNAL,
        "source_y": INTERNAL,
    }


AREAS = Layer(
    key="areas",
    model=kinds.Area,
    title=L("Areas", "行政区"),
    style=Style("area", "area", "polygon"),
    order=0,
    sensitivity=PUBLIC,
    geometry="polygon",
    questions=(),
    fields=dict.fromkeys(
        (
            "level",
            "parent",
            "seat",
            "population_persons",
            "population_year",
            "population_source",
            "valid_from",
            "valid_to",
            "source",
        ),
        PUBLIC,
    ),
    summary=("level",),
    filters=(
        choice_filter("level", L("level", "级别"), kinds.AreaLevel, reason="other_level"),
        Filter(
            (Parameter("parent", L("parent", "上级"), "area", _area, example="610500"),),
            lambda rows, parent: rows.beneath(parent),
            lambda rows, parent: rows.beneath(parent),
            "other_area",
        ),
    ),
)

SHELTERS = Layer(
    key="shelters",
    model=kinds.Shelter,
    title=L("Shelters", "避难场所"),
    style=Style("shelter", "shelter", "square"),
    order=40,
    sensitivity=PUBLIC,
    documents=frozenset({"suitability"}),
    prefetch=("suitability_rows",),
    vehicle="foot",
    comes=False,
    live_tags={"suitable_for": LiveTags("layers_shelter_suitable_for", tuple(kinds.HazardKind.values))},
    fields=_fields(
        before=dict.fromkeys(
            (
                "level",
                "duration",
                "space",
                "function",
                "tenure",
                "class_51143",
                "capacity_evacuation_persons",
                "capacity_post_impact_persons",
                "free_places_persons",
                "occupancy_persons",
                "occupancy_as_of",
                "effective_area_m2",
                "suitability",
                "wheelchair_accessible",
                "suits_frail_people",
                "facilities",
                "serves",
            ),
            PUBLIC,
        )
    ),
    summary=("status", "level", "capacity_evacuation_persons", "free_places_persons"),
    sums=("capacity_evacuation_persons", "capacity_post_impact_persons", "free_places_persons"),
    filters=(
        *_common_filters(kinds.ShelterStatus),
        choice_filter("level", L("level", "级别"), kinds.ShelterLevel, reason="other_level"),
        choice_filter("kind", L("duration", "避难时长"), kinds.Duration, field="duration", reason="other_kind"),
        choice_filter("space", L("space", "空间类型"), kinds.Space, reason="other_kind"),
        Filter(
            (
                Parameter(
                    "hazard",
                    L("suitable for", "适用灾种"),
                    "choice",
                    one_of(kinds.HazardKind),
                    kinds.HazardKind,
                    "flood",
                ),
            ),
            lambda rows, hazard: rows.suitable_for(hazard),
            lambda rows, hazard: rows.has_tag("suitable_for", hazard),
            "unsuitable",
        ),
        Filter(
            (
                Parameter(
                    "places", L("free places at least", "剩余可容纳人数不少于"), "integer", as_count, example="200"
                ),
            ),
            lambda rows, places: rows.with_free_places(places),
            lambda rows, places: rows.at_least("free_places_persons", places),
            "full",
        ),
    ),
)

DEPOTS = Layer(
    key="depots",
    model=kinds.Depot,
    title=L("Depots", "储备库"),
    style=Style("depot", "depot", "circle"),
    order=50,
    sensitivity=PUBLIC,
    documents=frozenset({"stock"}),
    prefetch=("stock_lines__item",),
    mobilisation=Mobilisation("loading_minutes", "loading_minutes", "travel-loading_minutes"),
    fields=_fields(
        before={
            "level": PUBLIC,
            "storage_mode": PUBLIC,
            "stock": INTERNAL,
            "floor_area_m2": INTERNAL,
            "loading_minutes": INTERNAL,
            "staffed_24h": INTERNAL,
        }
    ),
    summary=("status", "level", "storage_mode"),
    filters=(
        *_common_filters(kinds.DepotStatus),
        choice_filter("level", L("level", "级别"), kinds.DepotLevel, reason="other_level"),
        choice_filter(
            "kind", L("storage mode", "储备方式"), kinds.StorageMode, field="storage_mode", reason="other_kind"
        ),
        STOCK,
    ),
)

TEAMS = Layer(
    key="teams",
    model=kinds.Team,
    title=L("Teams", "救援队伍"),
    vehicle="fire_engine",
    mobilisation=Mobilisation("turnout_day_minutes", "turnout_night_minutes", "travel-turnout_minutes"),
    style=Style("team", "team", "diamond"),
    order=60,
    sensitivity=INTERNAL,
    fields=_fields(
        before={
            "category": PUBLIC,
            "disciplines": PUBLIC,
            "typing_system": PUBLIC,
            "typing_value": PUBLIC,
            "members_persons": PUBLIC,
            "on_duty_persons": INTERNAL,
            "turnout_day_minutes": INTERNAL,
            "turnout_night_minutes": INTERNAL,
            "vehicles": INTERNAL,
            "equipment": INTERNAL,
            "live_position": INTERNAL,
            "live_position_at": INTERNAL,
        }
    ),
    summary=("status", "category", "members_persons"),
    sums=("members_persons", "on_duty_persons"),
    filters=(
        *_common_filters(kinds.TeamStatus),
        choice_filter("kind", L("category", "队伍类别"), kinds.TeamCategory, field="category", reason="other_kind"),
        Filter(
            (
                Parameter(
                    "discipline",
                    L("trained in", "救援专业"),
                    "choice",
                    one_of(kinds.Discipline),
                    kinds.Discipline,
                    "water",
                ),
            ),
            lambda rows, discipline: rows.trained_in(discipline),
            lambda rows, discipline: rows.has_tag("disciplines", discipline),
            "untrained",
        ),
        Filter(
            (Parameter("members", L("on duty at least", "在岗人数不少于"), "integer", as_count, example="20"),),
            lambda rows, members: rows.with_members_on_duty(members),
            lambda rows, members: rows.at_least("on_duty_persons", members),
            "too_few",
        ),
    ),
)

HAZARDS = Layer(
    key="hazards",
    model=kinds.HazardPoint,
    title=L("Hazard points", "隐患点"),
    comes=False,
    order=30,
    sensitivity=INTERNAL,
    style=Style(
        "hazard",
        "hazard",
        "triangle",
        color_by="risk_level",
        colors={"major": "red", "larger": "orange", "general": "yellow", "low": "blue"},
    ),
    prefetch=("evacuation_shelter",),
    fields=_fields(
        before={
            "kind": PUBLIC,
            "risk_level": PUBLIC,
            "hidden_danger_class": PUBLIC,
            "major_hazard_source_level": PUBLIC,
            "threatened_persons": INTERNAL,
            "threatened_households": INTERNAL,
            "evacuation_shelter": INTERNAL,
            "effect_radius_m": INTERNAL,
            "outline": INTERNAL,
            "supervised": INTERNAL,
            "found_on": INTERNAL,
            "due_on": INTERNAL,
            "closed_on": INTERNAL,
            "responsible_person": RESTRICTED,
            "responsible_phone": RESTRICTED,
            "monitor_person": RESTRICTED,
            "monitor_phone": RESTRICTED,
        }
    ),
    summary=("status", "kind", "risk_level"),
    sums=("threatened_persons", "threatened_households"),
    filters=(
        choice_filter("status", L("state of rectification", "整改状态"), kinds.Rectification, reason="status"),
        *_common_filters(kinds.Rectification)[2:],
        choice_filter("kind", L("kind", "类型"), kinds.HazardPointKind, reason="other_kind"),
        choice_filter("risk_level", L("risk level", "风险等级"), kinds.RiskLevel, reason="other_grade"),
    ),
)

INCIDENTS = Layer(
    key="incidents",
    model=kinds.Incident,
    title=L("Incidents", "突发事件"),
    comes=False,
    style=Style("incident", "red", "ring"),
    order=70,
    sensitivity=INTERNAL,
    writers=COMMANDERS_AND_EDITORS,
    questions=(NEAREST, WITHIN),
    fields=_fields(
        before=dict.fromkeys(
            ("kind", "severity", "response_level", "started_at", "ended_at", "description", "outline"), PUBLIC
        )
    ),
    summary=("status", "kind", "severity"),
    filters=(
        *_common_filters(kinds.IncidentStatus),
        choice_filter("kind", L("kind", "类型"), kinds.IncidentKind, reason="other_kind"),
        choice_filter("severity", L("severity", "事件级别"), kinds.Severity, reason="other_grade"),
    ),
)

CLOSURES = Layer(
    key="closures",
    model=kinds.RoadClosure,
    title=L("Road closures", "道路封闭"),
    style=Style("roadblock", "red", "square"),
    order=65,
    sensitivity=PUBLIC,
    writers=COMMANDERS_AND_EDITORS,
    questions=(WITHIN,),
    fields=_fields(
        before=dict.fromkeys(("reason", "closed_from", "closed_until", "open_on_foot", "line"), PUBLIC),
    ),
    summary=("status", "reason"),
    filters=(
        choice_filter("status", L("status", "状态"), kinds.ClosureStatus, reason="status"),
        _common_filters(kinds.ClosureStatus)[2],
        choice_filter("kind", L("reason", "封闭原因"), kinds.ClosureReason, field="reason", reason="other_kind"),
    ),
)

_LAYERS: dict[str, Layer] = {
    layer.key: layer for layer in (AREAS, SHELTERS, DEPOTS, TEAMS, HAZARDS, INCIDENTS, CLOSURES)
}


def layers() -> Iterator[Layer]:
    """Every layer, in draw order."""
    return iter(sorted(_LAYERS.values(), key=lambda layer: layer.order))


def layers_asked(question: str) -> Iterator[Layer]:
    """The layers of which `question` (nearest, within, coverage) may be asked."""
    return (layer for layer in layers() if question in layer.questions)


def find_layer(key: str) -> Layer:
    """Return the layer of that key.

    Raises
    ------
    UnknownLayerError
        Naming the layers there are.
    """
    try:
        return _LAYERS[key]
    except KeyError:
        raise UnknownLayerError(
            L("There is no layer “{key}”; there are: {known}.", "没有图层“{key}”；现有：{known}。").format(
                key=key[:40], known=", ".join(_LAYERS)
            )
        ) from None


def add_layer(layer: Layer) -> None:
    """Add a layer (an extension's, or a test's)."""
    if layer.key in _LAYERS:
        raise ValueError(f"layer {layer.key} exists already")
    _LAYERS[layer.key] = layer


def remove_layer(key: str) -> None:
    """Take a layer out again."""
    del _LAYERS[key]
