"""Areas to avoid: drawn, an outline, a radius of effect, or all that is open of a layer."""

import pytest
import shapely

from layers.api.avoiding import read_avoid_body, read_avoid_texts
from layers.errors import InvalidInputError, NotSignedInError, UnknownFeatureError, UnknownLayerError
from layers.queries.danger import Circle, Danger
from layers.rights import Role
from tests import world

pytestmark = pytest.mark.django_db

TRIANGLE = {"type": "Polygon", "coordinates": [[[109, 34], [110, 34], [109, 35], [109, 34]]]}


def test_a_circle_is_decided_by_metres_and_its_edge_is_in():
    places = world.draw("O...A.B", spacing_m=1000.0)
    metres = world.geodesic_m(places["O"], places["A"])
    danger = Danger(circles=(Circle(*places["O"], metres),))
    lons, lats = zip(*(places[letter] for letter in "OAB"), strict=True)
    assert danger.holds(lons, lats).tolist() == [True, True, False]
    assert not Danger(circles=(Circle(*places["O"], metres - 0.001),)).holds(*map(list, zip(places["A"], strict=True)))[
        0
    ]


def test_a_polygon_holds_its_edge_and_corners_and_nothing_is_in_no_danger():
    danger = read_avoid_body(TRIANGLE, None)
    assert danger.holds([109.2, 109.5, 109, 109.8], [34.2, 34.5, 35, 34.8]).tolist() == [True, True, True, False]
    assert not Danger()
    assert Danger().holds([109.2], [34.2]).tolist() == [False]


def test_a_ring_as_text_is_the_polygon_as_geojson_closed_or_not():
    for ring in ("109,34;110,34;109,35", "109,34;110,34;109,35;109,34"):
        assert shapely.equals(read_avoid_texts([ring], None).geometry, read_avoid_body(TRIANGLE, None).geometry)


def test_a_resource_is_its_outline_or_its_radius_and_a_layer_is_what_is_open_of_it():
    lon, lat = world.ORIGIN
    box = world.box(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)
    world.hazard("H-1", effect_radius_m=500.0)
    world.hazard("H-2", outline=box)
    world.hazard("H-3", effect_radius_m=500.0, status="closed")
    world.hazard("H-4")
    world.incident("I-1", outline=box)
    world.incident("I-2", outline=box, status="closed")
    one = read_avoid_texts(["hazards:H-1"], Role.VIEWER)
    assert (one.circles, one.names) == ((Circle(lon, lat, 500.0),), ("hazards:H-1",))
    assert one.geometry.geom_type == "Polygon"
    assert read_avoid_texts(["hazards", "incidents"], Role.VIEWER).names == (
        "hazards:H-1",
        "hazards:H-2",
        "incidents:I-1",
    )
    both = read_avoid_body(["hazards:H-2", TRIANGLE], Role.VIEWER)
    assert both.names == ("hazards:H-2", "polygon")
    assert both.holds([lon, 109.2, 111], [lat, 34.2, 34]).tolist() == [True, True, False]
    with pytest.raises(InvalidInputError, match="H-4"):
        read_avoid_texts(["hazards:H-4"], Role.VIEWER)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("shelters", InvalidInputError),
        ("", InvalidInputError),
        ("1,2;3,4", InvalidInputError),
        ("1,2;3,4;x,6", InvalidInputError),
        ("1,2;3,4;5", InvalidInputError),
        ("0,0;1,1;1,0;0,1", InvalidInputError),
        ("34,109;34,110;35,110", InvalidInputError),
        ("dragons:1", UnknownLayerError),
        ("hazards:NONE", UnknownFeatureError),
    ],
)
def test_what_is_nothing_to_avoid_is_refused(text, error):
    with pytest.raises(error) as refused:
        read_avoid_texts([text], Role.VIEWER)
    if error is InvalidInputError:
        assert {fault.parameter for fault in refused.value.faults} == {"avoid"}
        with pytest.raises(InvalidInputError) as refused:
            read_avoid_body([TRIANGLE, text], Role.VIEWER)
        assert {fault.pointer for fault in refused.value.faults} == {"/1"}


def test_faults_in_a_list_say_where_and_only_so_many_are_taken():
    with pytest.raises(InvalidInputError) as refused:
        read_avoid_body([TRIANGLE, 5, {"type": "Point"}], None)
    assert [fault.pointer for fault in refused.value.faults] == ["/1", "/2"]
    with pytest.raises(InvalidInputError, match="50"):
        read_avoid_body([TRIANGLE] * 51, None)


def test_nobody_avoids_what_they_may_not_see():
    world.hazard("H-1", effect_radius_m=500.0)
    with pytest.raises(NotSignedInError):
        read_avoid_texts(["hazards:H-1"], None)
    with pytest.raises(NotSignedInError):
        read_avoid_body(["incidents"], None)
