"""A kept scenario, named by its id in a question."""

from layers.catalog import Layer
from layers.errors import invalid
from layers.labels import L
from layers.queries.coverage.scenarios import WhatIf, find_scenario, layer_of, require_known, what_if_of
from layers.rights import Role, require_reach


def scenario_asked(text: str, layer: Layer, role: Role | None) -> WhatIf:
    """Return what a scenario of a layer changes, for whoever may read it.

    Raises
    ------
    UnknownFeatureError
        There is none of that id.
    NotSignedInError, NotAllowedError
        For a scenario of a layer that the role may not read.
    InvalidInputError
        For a scenario of another layer; for one whose sites the register no longer has, naming each.
    """
    row = find_scenario(text)
    whose = layer_of(row)
    require_reach(role, whose.sensitivity, whose.title)
    if whose.key != layer.key:
        detail = L(
            "“{name}” is a scenario of {layer}: ask for it there.", "“{name}”是{layer}的方案：请在该图层下使用。"
        )
        raise invalid("scenario", detail.format(name=row.name, layer=whose.title))
    what_if = what_if_of(row)
    require_known(layer, what_if)
    return what_if
