"""Places parse themselves once; what cannot be a place is refused by name."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import InvalidInputError
from layers.geo import BBox, LonLat, bearings_deg, parse_distance_m, parse_polygon


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, "nan", "x", None, "", True, [1]])
def test_a_coordinate_that_is_not_a_finite_number_is_refused(bad):
    with pytest.raises(InvalidInputError) as refused:
        LonLat(bad, 34.5)
    assert refused.value.faults[0].parameter == "lon"


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_position_on_earth_is_accepted_and_kept(lon, lat):
    assert LonLat(lon, lat) == LonLat(str(lon), str(lat))


@given(st.floats(-90, 90), st.one_of(st.floats(90.001, 180), st.floats(-180, -90.001)))
def test_swapped_axes_are_named_and_never_mended(lat, lon):
    with pytest.raises(InvalidInputError, match=r"写反|swapped"):
        LonLat(lat, lon)


def test_both_axes_out_of_range_give_two_faults():
    with pytest.raises(InvalidInputError) as refused:
        LonLat(400, 400)
    assert [fault.parameter for fault in refused.value.faults] == ["lon", "lat"]


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "0,10,1,5", "0,-91,1,1", "181,0,1,1"]
)
def test_a_malformed_bbox_is_refused(text):
    with pytest.raises(InvalidInputError):
        BBox.parse(text)


def test_a_bbox_across_the_antimeridian_is_two_boxes():
    assert list(BBox.parse("170,-10,-170,10").boxes()) == [BBox(170, -10, 180, 10), BBox(-180, -10, -170, 10)]


@pytest.mark.parametrize("bad", [0, -1, "nan", "inf", 3e7, "1km"])
def test_a_distance_must_be_positive_and_fit_on_earth(bad):
    with pytest.raises(InvalidInputError):
        parse_distance_m(bad, name="radius_m")


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [200, 0], [200, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], ["a", 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [math.nan, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": 7},
        {"type": "Feature", "geometry": None},
        {"type": "Polygon", "coordinates": [[[i / 1e5, 0] for i in range(25_000)] + [[0.1, 1], [0, 0]]]},
    ],
)
def test_what_is_not_a_valid_polygon_is_refused_with_its_place(body):
    with pytest.raises(InvalidInputError) as refused:
        parse_polygon(body)
    assert refused.value.faults[0].pointer


def test_a_self_crossing_polygon_says_where_it_crosses():
    with pytest.raises(InvalidInputError, match=r"Self-intersection\[0.5 0.5\]"):
        parse_polygon({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]})


def test_polygons_multipolygons_and_features_are_taken():
    polygon = {"type": "Polygon", "coordinates": [SQUARE]}
    assert parse_polygon(polygon).area == 1
    assert parse_polygon({"type": "Feature", "geometry": polygon, "properties": {}}).area == 1
    assert parse_polygon({"type": "MultiPolygon", "coordinates": [[SQUARE]]}).area == 1


def test_bearings_are_clockwise_from_north():
    bearings = bearings_deg(LonLat(0, 0), [0, 1, 0, -1], [1, 0, -1, 0])
    assert bearings == pytest.approx([0, 90, 180, 270])
    assert bearings_deg(LonLat(0, 0), [], []) == []
