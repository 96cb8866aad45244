"""Scenarios as they are kept: found by id, and held against the register of today."""

from uuid import UUID

from layers.catalog import Layer, find_layer
from layers.errors import UnknownFeatureError
from layers.labels import L
from layers.models import Scenario
from layers.queries.coverage.changes import Changes, parse_changes


def find_scenario(text: str) -> Scenario:
    """Return the scenario of that id.

    Raises
    ------
    UnknownFeatureError
        There is none.
    """
    try:
        found = Scenario.objects.select_related("owner").filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise UnknownFeatureError(L("There is no scenario “{id}”.", "没有方案“{id}”。").format(id=text[:50]))
    return found


def changes_of(scenario: Scenario) -> Changes:
    """Return what a scenario changes."""
    return parse_changes(scenario.changes)


def layer_of(scenario: Scenario) -> Layer:
    return find_layer(scenario.layer)


def missing_codes(layer: Layer, changes: Changes) -> tuple[str, ...]:
    """Return the sites that the changes speak of and the register no longer has, in the order they are named."""
    known = set(layer.model._default_manager.filter(code__in=changes.codes).values_list("code", flat=True))
    return tuple(code for code in changes.codes if code not in known)
