"""The parameters of a nearest question beside place, number and filters: how it is ordered, and what is explained."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import Parameter, as_flag, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.layer import Layer
from layers.queries.soonest import ByTravelTime, is_day
from layers.travel.vehicle import VehicleKey, vehicle_in_force

MAX_DURATION_S = 366 * 86_400.0


class Order(models.TextChoices):
    """What is nearest."""

    DISTANCE = "distance", L("by distance", "按距离")
    TRAVEL_TIME = "travel_time", L("by time to mobilise and travel", "按出动与行程时间")


def _duration_s(text: str, name: str) -> float:
    seconds = parse_number(text, name=name)
    if not 0 < seconds <= MAX_DURATION_S:
        raise invalid(
            name,
            L(
                "{name} must be greater than 0 and at most {most:,.0f}.", "{name} 必须大于 0 且不超过 {most:,.0f}。"
            ).format(name=name, most=MAX_DURATION_S),
        )
    return seconds


BY = Parameter(
    "by",
    L("order: by distance, or by the time to mobilise and travel", "排序：按距离，或按出动与行程时间"),
    "choice",
    one_of(Order),
    Order,
    "travel_time",
)
VEHICLE = Parameter(
    "vehicle",
    L("who travels; the layer's own if not given", "交通方式，默认按图层"),
    "choice",
    one_of(VehicleKey),
    VehicleKey,
    "truck",
)
MAX_DURATION = Parameter(
    "max_duration_s",
    L("no later than, seconds of mobilising and travel, limit included", "最长用时（秒，含出动与行程，含边界）"),
    "number",
    _duration_s,
    example=3600,
)
ROUTE = Parameter("route", L("also return the way of each", "同时返回路线"), "boolean", as_flag, example="false")
EXPLAIN = Parameter(
    "explain",
    L("also name the nearest of those left out", "同时列出最近的未入选资源"),
    "boolean",
    as_flag,
    example="true",
)
OF_TRAVEL = (VEHICLE, MAX_DURATION, ROUTE)


def read_by_time(values: Mapping[str, Any], layer: Layer) -> ByTravelTime | None:
    """Return how the time is to be taken, None where the order is by distance.

    Raises
    ------
    InvalidInputError
        For a parameter that means nothing where time is not asked for.
    ConflictError
        For a standard profile that is missing.
    """
    if values.get("by") != Order.TRAVEL_TIME:
        idle = [parameter.name for parameter in OF_TRAVEL if parameter.name in values]
        if idle:
            detail = L("{name} needs by=travel_time beside it.", "{name} 需要同时给出 by=travel_time。")
            raise InvalidInputError(*(Fault(detail.format(name=name), name) for name in idle))
        return None
    vehicle = vehicle_in_force({}, values.get("vehicle", layer.vehicle))
    return ByTravelTime(vehicle, values.get("max_duration_s"), is_day(timezone.now()))
