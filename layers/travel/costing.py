"""How Valhalla is told who travels.

A truck has Valhalla's own costing of trucks: roads that forbid goods vehicles, and limits of height, width and weight,
keep it out. A fire engine and an ambulance travel as cars do, since rules for goods vehicles do not bind them, but
with their own height and width, so that a low bridge does. All keep to one-way streets and turn restrictions, although
the law lets emergency vehicles pass: no time may rest on driving against the traffic. Speeds are those of the roads,
never above the vehicle's top speed; on foot it is the planning speed throughout.
"""

from typing import Any

from layers.travel.vehicle import Vehicle, VehicleKey

LEAST_TOP_KM_H, MOST_TOP_KM_H = 10.0, 252.0
"""What Valhalla takes as a top speed; `roads.py` sees to it that a slower vehicle is not made faster."""
LEAST_WALK_KM_H, MOST_WALK_KM_H = 0.5, 25.5

SIZES_M = {
    VehicleKey.FIRE_ENGINE: {"height": 3.8, "width": 2.5},
    VehicleKey.AMBULANCE: {"height": 2.8, "width": 2.1},
}
"""Of common models, rounded up; a register of one's own vehicles would be better."""


def costing_of(vehicle: Vehicle) -> tuple[str, dict[str, Any]]:
    """Return Valhalla's costing and its options for the vehicle."""
    if vehicle.key == VehicleKey.FOOT:
        walk = min(max(vehicle.speed_km_h, LEAST_WALK_KM_H), MOST_WALK_KM_H)
        return "pedestrian", {"walking_speed": walk, "use_ferry": 0.0, "max_distance": 500_000}
    top = min(max(vehicle.top_speed_km_h, LEAST_TOP_KM_H), MOST_TOP_KM_H)
    costing = "truck" if vehicle.key == VehicleKey.TRUCK else "auto"
    return costing, {"top_speed": int(top), **SIZES_M.get(VehicleKey(vehicle.key), {})}


def request(vehicle: Vehicle, **fields: Any) -> dict[str, Any]:
    """Return a request to Valhalla in the vehicle's name."""
    costing, options = costing_of(vehicle)
    return {"costing": costing, "costing_options": {costing: options}, "units": "kilometers", **fields}


def location(lon: float, lat: float, vehicle: Vehicle, *, cutoff_m: float) -> dict[str, Any]:
    """Return a place to be found on a road within `cutoff_m`; vehicles are not put on tracks and driveways."""
    found: dict[str, Any] = {"lon": lon, "lat": lat, "search_cutoff": int(cutoff_m)}
    if vehicle.key != VehicleKey.FOOT:
        found["search_filter"] = {"min_road_class": "residential"}
    return found
