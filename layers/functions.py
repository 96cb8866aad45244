"""Small SQL functions for the ORM, each one line of PostGIS or PostgreSQL."""

from django.contrib.gis.db.models import FloatField, GeometryField, PointField
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Expression, F, Func, Value

from layers.geo import MERCATOR_MAX_LAT, WEB_MERCATOR, WGS84


class WebMercator(Func):
    """A geography point in EPSG:3857 for tiles; beyond ±85.05° it sits on the edge of the Mercator square."""

    template = (
        "ST_Transform(ST_SetSRID(ST_MakePoint(ST_X(%(expressions)s::geometry), "
        f"GREATEST(LEAST(ST_Y(%(expressions)s::geometry), {MERCATOR_MAX_LAT}), -{MERCATOR_MAX_LAT})), "
        f"{WGS84}), {WEB_MERCATOR})"
    )
    output_field = PointField(srid=WEB_MERCATOR)


class OutlineOrPoint(Func):
    """The outline where there is one, else the point: what distances are measured to."""

    template = "COALESCE(%(expressions)s)"
    output_field = GeometryField(srid=WGS84, geography=True)


class PointOnSurface(Func):
    """A point inside a geometry, for its label."""

    function = "ST_PointOnSurface"
    output_field = PointField(srid=WGS84)


class AsGeometry(Func):
    """A geography as plain lon/lat geometry, whose edges are straight in lon/lat (RFC 7946)."""

    template = "(%(expressions)s)::geometry"
    output_field = GeometryField(srid=WGS84)


def geography(place: GEOSGeometry) -> Expression:
    """Return a constant as geography, so that functions of it are in metres on the ellipsoid."""
    return Value(place, output_field=GeometryField(srid=WGS84, geography=True))


class GeodesicDistance(Func):
    """Metres on the WGS 84 ellipsoid (``ST_Distance`` of geographies)."""

    function = "ST_Distance"
    output_field = FloatField()


class NearestOrder(Func):
    """The index-backed KNN order of geographies; spherical, so only good for finding candidates."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


def distance_to(field: str, place: GEOSGeometry) -> GeodesicDistance:
    return GeodesicDistance(F(field), geography(place))


def nearest_order(field: str, place: GEOSGeometry) -> NearestOrder:
    return NearestOrder(F(field), geography(place))


class Longitude(Func):
    """Of a point, geography or not, in degrees."""

    template = "ST_X((%(expressions)s)::geometry)"
    output_field = FloatField()


class Latitude(Func):
    template = "ST_Y((%(expressions)s)::geometry)"
    output_field = FloatField()
