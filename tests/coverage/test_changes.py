"""What if: a document of changes becomes values, or every fault is named where it stands."""

import pytest

from layers.errors import InvalidInputError
from layers.queries.coverage.changes import Changes, parse_changes

WHOLE = {
    "close": ["SH-1", "SH-2"],
    "add": [{"name": "North square", "lon": 109.5, "lat": 34.5, "capacity_persons": 800.0}],
    "capacity": {"SH-3": 500.0, "SH-4": 0.0},
}


def pointers(document):
    with pytest.raises(InvalidInputError) as refused:
        parse_changes(document)
    return [fault.pointer for fault in refused.value.faults]


def test_changes_come_back_as_the_document_they_were_read_from():
    changes = parse_changes(WHOLE)
    assert changes.document() == WHOLE
    assert (changes.add[0].lon, changes.add[0].lat, changes.added_codes) == (109.5, 34.5, ("+1",))
    assert changes.codes == ("SH-1", "SH-2", "SH-3", "SH-4")


@pytest.mark.parametrize("nothing", [None, {}, {"close": []}, {"close": None, "add": [], "capacity": {}}])
def test_no_changes_are_no_changes(nothing):
    assert parse_changes(nothing) == Changes()
    assert not parse_changes(nothing)


def test_a_site_without_a_name_is_called_by_its_number_and_without_capacity_has_none():
    (site,) = parse_changes({"add": [{"lon": 109, "lat": 34}]}).add
    assert (site.name, site.capacity_persons) == ("+1", None)


def test_closing_twice_is_closing_once():
    assert parse_changes({"close": ["A", "B", "A"]}).close == ("A", "B")


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], [""]),
        ({"shut": []}, ["/shut"]),
        ({"close": "SH-1"}, ["/close"]),
        ({"close": ["A", 7, ""]}, ["/close/1", "/close/2"]),
        ({"close": ["x"] * 1001}, ["/close"]),
        ({"add": ["A"]}, ["/add/0"]),
        ({"add": [{"lon": 109}]}, ["/add/0/lat"]),
        ({"add": [{"lon": 34.5, "lat": 109.5}]}, ["/add/0/lat"]),
        ({"add": [{"lon": 1, "lat": 1, "capacity": 5}]}, ["/add/0/capacity"]),
        ({"add": [{"lon": 1, "lat": 1, "capacity_persons": -1}]}, ["/add/0/capacity_persons"]),
        ({"add": [{"lon": 1, "lat": 1, "name": 5}]}, ["/add/0/name"]),
        ({"capacity": ["A"]}, ["/capacity"]),
        ({"capacity": {"a/b": float("nan"), "c": True}}, ["/capacity/a~1b", "/capacity/c"]),
        ({"close": ["A"], "capacity": {"A": 5}}, ["/capacity/A"]),
    ],
)
def test_every_fault_is_named_at_its_place(document, where):
    assert pointers(document) == where
