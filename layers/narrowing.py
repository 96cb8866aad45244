"""The filters asked for in a question: their texts become values, all faults at once."""

from collections.abc import Mapping
from typing import Any

from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import Filter, Parameter
from layers.labels import L


def parse_filters(filters: tuple[Filter, ...], texts: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the values of the filters asked for in `texts` (parameter → its texts), all faults at once.

    Raises
    ------
    InvalidInputError
        For a value out of its kind, a single-valued parameter given twice, a companion without its filter, or values
        that do not go together.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for one in filters:
        own: dict[str, Any] = {}
        before = len(faults)
        for parameter in one.parameters:
            try:
                if parameter.name in texts:
                    own[parameter.name] = _parse(parameter, texts[parameter.name])
                    _require_companion(one, parameter, texts)
            except InvalidInputError as error:
                faults.extend(error.faults)
        try:
            if one.check and own and len(faults) == before:
                one.check(**own)
        except InvalidInputError as error:
            faults.extend(error.faults)
        values |= own
    if faults:
        raise InvalidInputError(*faults)
    return values


def _parse(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        return [parameter.parse(text, parameter.name) for text in texts]
    if len(texts) > 1:
        raise invalid(
            parameter.name, L("{name} is given more than once.", "{name} 只能给出一次。").format(name=parameter.name)
        )
    return parameter.parse(texts[0], parameter.name)


def _require_companion(one: Filter, parameter: Parameter, texts: Mapping[str, list[str]]) -> None:
    if one.name not in texts:
        raise invalid(
            parameter.name,
            L("{name} needs {other} beside it.", "{name} 需要同时给出 {other}。").format(
                name=parameter.name, other=one.name
            ),
        )
