"""POST /api/v1/fill"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from shapely.geometry import mapping

from layers.api.describe import DOCUMENT_LABELS
from layers.api.fresh import freshness_document
from layers.api.journeys import roads_document
from layers.api.supply.fill_reading import read_need
from layers.api.supply.need_reading import NeedParser
from layers.api.views import OpenView
from layers.catalog import DEPOTS
from layers.live.stock import THOUSANDTHS
from layers.models.depot import number
from layers.queries.fill.need import Giver, Need, Plan, Share, Shortfall
from layers.queries.fill.plan import plan_fill
from layers.rights import require_reach
from layers.travel.vehicle import LIMITS, Vehicle


class FillView(OpenView):
    """How several depots fill a need together: who gives what, when each part arrives, and what is still missing.

    A plan only; nothing is reserved. Needs a role that may read stock.
    """

    parser_classes = (NeedParser,)
    responds = "FillAnswer"

    def post(self, request: Request) -> Response:
        require_reach(self.role, DEPOTS.fields["stock"], DOCUMENT_LABELS["stock"])
        self.asked(request)
        return Response(fill_document(plan_fill(read_need(request.data, self.role))))


def fill_document(plan: Plan) -> dict[str, Any]:
    """Return the plan as a document; times of day count from now."""
    begins = timezone.localtime()
    complete_s = plan.complete_s
    return {
        "query": _query(plan.need, plan.unit_of),
        **freshness_document(plan.freshness),
        "basis": plan.basis,
        **roads_document(plan.need.vehicle, plan.need.avoid),
        "begins_at": begins.isoformat(),
        "complete": not plan.short,
        "complete_s": complete_s,
        "complete_at": None if complete_s is None else _after(begins, complete_s),
        "depots": len({share.giver.code for share in plan.shares}),
        "tonne_km": None if plan.tonne_km is None else round(plan.tonne_km, 6),
        "gap": plan.gap,
        "parts": [_part(share, begins) for share in plan.shares],
        "short": [_short(one, plan.unit_of) for one in plan.short],
        "excluded": plan.excluded,
    }


def _part(share: Share, begins: datetime) -> dict[str, Any]:
    giver, kind = share.giver, share.kind
    return {
        "depot": _depot(giver),
        "item": kind.key,
        "item_name": kind.name,
        "unit": kind.unit,
        "quantity": _quantity(share.taken),
        "depart_at": _after(begins, giver.load_s),
        "arrive_at": _after(begins, giver.arrive_s),
        "load_s": giver.load_s,
        "travel_s": giver.leg.travel_s,
        "arrive_s": giver.arrive_s,
        "distance_m": giver.distance_m,
        "road_distance_m": giver.leg.road_distance_m,
        "basis": giver.leg.basis,
    }


def _short(one: Shortfall, unit_of: Mapping[str, Any]) -> dict[str, Any]:
    source = one.nearest_source
    return {
        "item": one.item.group.key,
        "unit": unit_of[one.item.group.key],
        "quantity_short": _quantity(one.missing),
        "nearest_source": source
        and {
            "depot": _depot(source.giver),
            "available": _quantity(source.available),
            "arrive_s": source.giver.arrive_s,
            "distance_m": source.giver.distance_m,
            "basis": source.giver.leg.basis,
        },
    }


def _query(need: Need, unit_of: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lon": need.origin.position.lon,
        "lat": need.origin.position.lat,
        "from": need.origin.resource,
        "items": [
            {"item": one.group.key, "quantity": number(one.quantity), "unit": unit_of[one.group.key]}
            for one in need.items
        ],
        "deadline_s": need.deadline_s,
        "choose": need.choose.value,
        "keep_minimum": need.keep_minimum,
        "usable_only": need.usable_only,
        "vehicle": vehicle_document(need.vehicle),
        "avoid": None if need.avoid is None else mapping(need.avoid.geometry),
    }


def vehicle_document(vehicle: Vehicle) -> dict[str, Any]:
    """Return a vehicle as an answer's query repeats it."""
    return {name: getattr(vehicle, name) for name in ("key", *LIMITS)}


def _depot(giver: Giver) -> dict[str, Any]:
    return {
        "code": giver.code,
        "name": giver.name,
        "name_en": giver.name_en,
        "lon": giver.lon,
        "lat": giver.lat,
    }


def _quantity(thousandths: int) -> int | float | None:
    return number(Decimal(thousandths) / THOUSANDTHS)


def _after(begins: datetime, seconds: int) -> str:
    return (begins + timedelta(seconds=seconds)).isoformat()
