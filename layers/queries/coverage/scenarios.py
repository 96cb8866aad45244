"""Scenarios as they are kept: found by id, and held against the register of today."""

from typing import NamedTuple
from uuid import UUID

from layers.catalog import Layer, find_layer
from layers.errors import Fault, InvalidInputError, UnknownFeatureError
from layers.labels import L
from layers.models import Scenario
from layers.queries.coverage.changes import Changes, ScenarioName, parse_changes


class WhatIf(NamedTuple):
    """Changes under a name: those of a kept scenario, or made up for one question."""

    scenario: ScenarioName
    changes: Changes


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


def what_if_of(scenario: Scenario) -> WhatIf:
    """Return a kept scenario's changes under its name."""
    return WhatIf(ScenarioName(str(scenario.pk), scenario.name), changes_of(scenario))


def layer_of(scenario: Scenario) -> Layer:
    return find_layer(scenario.layer)


def missing_codes(layer: Layer, changes: Changes) -> tuple[str, ...]:
    """Return the sites that the changes speak of and the register no longer has, in the order they are named."""
    known = set(layer.model._default_manager.filter(code__in=changes.codes).values_list("code", flat=True))
    return tuple(code for code in changes.codes if code not in known)


def require_known(layer: Layer, what_if: WhatIf) -> None:
    """Raise where the changes speak of sites that the register no longer has.

    Raises
    ------
    InvalidInputError
        Naming each of them, and whose changes speak of it.
    """
    text = L(
        "The scenario “{name}” speaks of “{code}”, which is no longer in the register; take it out of the scenario.",
        "方案“{name}”涉及的“{code}”已不在登记中，请从方案中去掉。",
    )
    faults = [
        Fault(text.format(name=what_if.scenario.name, code=code), "scenario")
        for code in missing_codes(layer, what_if.changes)
    ]
    if faults:
        raise InvalidInputError(*faults)
