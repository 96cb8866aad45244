"""The questions over HTTP: the stable shapes, and the same answers as the queries."""

import json

import pytest

from tests import world

pytestmark = pytest.mark.django_db


def get(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_nearest_depots_with_500_tents_come_in_order_with_geodesic_metres(as_role):
    tent = world.item("tent-group")
    kind = world.item("tent-kind", parent=tent)
    for code, place in world.draw("ABCDEFG", spacing_m=1234.5).items():
        world.depot(code, place, stock=[{"item": kind, "on_hand": 100 if code in "AC" else 600}])
    answer = get(
        as_role("commander"), "/api/v1/nearest/depots", lon=109.51, lat=34.50, item="tent-group", quantity=500, k=5
    )
    assert [f["properties"]["code"] for f in answer["features"]] == list("BDEFG")
    for feature in answer["features"]:
        lonlat = tuple(feature["geometry"]["coordinates"])
        assert feature["properties"]["distance_m"] == pytest.approx(world.geodesic_m(world.ORIGIN, lonlat), abs=0.001)
        assert feature["properties"]["available"] == {"tent-group": 600}
        assert feature["properties"]["stock"][0]["available"] == 600
    assert answer["excluded"] == {"too_little": 2}
    assert answer["query"] == {
        "layer": "depots",
        "lon": 109.51,
        "lat": 34.5,
        "from": None,
        "k": 5,
        "max_distance_m": None,
        "filters": {"item": "tent-group", "quantity": "500"},
    }
    assert answer["source"] == "database"
    assert answer["data_version"].isdigit()
    assert answer["as_of"].endswith("+08:00")


def test_nearest_from_an_incident(as_role):
    world.incident("I-1", outline=world.box(109.5, 34.4, 109.6, 34.6))
    world.shelter("S", (109.55, 34.5))
    answer = get(as_role("viewer"), "/api/v1/nearest/shelters", **{"from": "incidents:I-1"})
    assert answer["query"]["from"] == "incidents:I-1"
    assert answer["features"][0]["properties"]["distance_m"] == 0


def test_within_by_radius_and_by_polygon(anonymous):
    for code, place in world.draw("AB.C").items():
        world.shelter(code, place, capacity_evacuation_persons=10)
    by_radius = get(anonymous, "/api/v1/within/shelters", lon=109.51, lat=34.5, radius_m=1000.5)
    assert ([f["properties"]["code"] for f in by_radius["features"]], by_radius["count"]) == (["A", "B"], 2)
    assert by_radius["sums"]["capacity_evacuation_persons"] == 20
    polygon = {
        "type": "Polygon",
        "coordinates": [[[109.5, 34.4], [109.6, 34.4], [109.6, 34.6], [109.5, 34.6], [109.5, 34.4]]],
    }
    by_polygon = anonymous.post("/api/v1/within/shelters?limit=1", json.dumps(polygon), "application/json").json()
    assert (by_polygon["count"], len(by_polygon["features"])) == (3, 1)


def test_coverage_names_its_denominator_and_leaves_people_out(anonymous):
    world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.shelter("A")
    answer = get(anonymous, "/api/v1/coverage/shelters", radius_m=1000, area="9901", geometry="true")
    assert answer["covered_area_km2"] == pytest.approx(3.14159, abs=0.001)
    assert answer["area_share"] == pytest.approx(answer["covered_area_km2"] / answer["area_km2"])
    assert answer["geometry"]["type"] == "MultiPolygon"
    assert answer["denominator"] is answer["covered_people"] is answer["share"] is None
    without = get(anonymous, "/api/v1/coverage/shelters", radius_m=1000)
    assert without["geometry"] is without["area_share"] is None


def test_the_feature_list_pages_through_everything_once(anonymous):
    world.shelters(world.draw("ABCDE"))
    seen, url = [], "/api/v1/layers/shelters/features?limit=2"
    while url:
        page = anonymous.get(url).json()
        assert page["numberMatched"] == 5
        seen += [feature["properties"]["code"] for feature in page["features"]]
        url = next((link["href"].split("testserver")[1] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == list("ABCDE")


def test_the_feature_list_takes_boxes_across_the_antimeridian(anonymous):
    world.shelter("WEST", (179.5, -17.0))
    world.shelter("EAST", (-179.5, -17.0))
    world.shelter("ELSE", (0.0, -17.0))
    page = get(anonymous, "/api/v1/layers/shelters/features", bbox="179,-18,-179,-16")
    assert [feature["properties"]["code"] for feature in page["features"]] == ["EAST", "WEST"]


def test_search_finds_names_pinyin_codes_areas_and_coordinates(anonymous):
    world.area("610502", world.box(109.0, 34.0, 110.0, 35.0)).save()
    world.shelter("S-77", name="朝阳公园")

    def found(text):
        return [(r["kind"], r.get("code")) for r in get(anonymous, "/api/v1/search", q=text)["results"]]

    for text in ("朝阳", "阳公", "zygy", "chaoyang", "cygy", "s-77"):
        assert ("resource", "S-77") in found(text), text
    assert found("610502") == [("area", "610502")]
    for text in ("109.5,34.5", "109.5 34.5", "34.5N 109.5E", "34°30′00″N 109°30′00″E", "109度30分东 34度30分北"):
        results = get(anonymous, "/api/v1/search", q=text)["results"]
        assert (results[0]["kind"], results[0]["lon"], results[0]["lat"]) == ("coordinate", 109.5, 34.5), text


def test_search_converts_a_named_datum(anonymous):
    (hit,) = get(anonymous, "/api/v1/search", q="gcj02 116.40367163,39.91063351")["results"]
    assert (hit["lon"], hit["lat"], hit["datum"]) == (
        pytest.approx(116.397428, abs=1e-6),
        pytest.approx(39.90923, abs=1e-6),
        "gcj02",
    )


def test_search_never_shows_layers_the_caller_may_not_read(anonymous, as_role):
    world.team("T-1")
    assert get(anonymous, "/api/v1/search", q="t-1")["results"] == []
    assert get(as_role("viewer"), "/api/v1/search", q="t-1")["results"][0]["layer"] == "teams"


def test_areas_items_and_the_map(anonymous):
    city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", None, parent=city)
    assert [a["code"] for a in get(anonymous, "/api/v1/areas", parent="9901")["areas"]] == ["990101"]
    assert get(anonymous, "/api/v1/areas/9901")["geometry"]["type"] == "MultiPolygon"
    world.shelter("A", is_demo=True)
    page = get(anonymous, "/api/v1/map")
    assert page["home_area"]["code"] == "9901"
    assert page["notice"]["zh"].startswith("演示数据")
    assert {"tent"} <= {item["key"] for item in get(anonymous, "/api/v1/items")["items"]}
