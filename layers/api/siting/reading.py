"""The body of a siting question becomes a `SitingQuestion`; every fault is named at once, by its JSON pointer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from layers.api.coverage.reading import PARAMETERS, read_coverage_body
from layers.api.siting.candidates import candidates_needed, read_candidates
from layers.catalog import Layer
from layers.errors import InvalidInputError
from layers.labels import L
from layers.pointers import Reader, escaped, refused
from layers.queries.coverage.changes import parse_persons
from layers.queries.coverage.question import Capacity, CoverageQuestion
from layers.queries.coverage.siting.choice import Solver
from layers.queries.coverage.siting.question import (
    MAX_CANDIDATES,
    MAX_P,
    USUAL_PLACES,
    SitingMethod,
    SitingQuestion,
    Upgrades,
)
from layers.rights import Role

OWN = ("method", "p", "candidates", "upgrades", "places_persons", "with_today", "solver")
NOT_HERE = ("ground", "geometry")
COVERAGE = tuple(one for one in PARAMETERS if one.name not in NOT_HERE)


def read_siting_body(body: Any, layer: Layer, role: Role | None) -> SitingQuestion:
    """Return what a body asks: what a coverage body does, and the method, how many, and among which candidates.

    Raises
    ------
    InvalidInputError
        With every fault and its pointer.
    UnknownLayerError, NotSignedInError, NotAllowedError
        For a layer of candidates that is not there, or not the caller's to read.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    own = _own(reader, body, role)
    coverage = _coverage(reader, body, layer, role, own["method"])
    reader.refuse()
    assert coverage is not None  # noqa: S101  # else there were faults
    return SitingQuestion(coverage, **own)


def read_siting_of(body: Any, coverage: CoverageQuestion, role: Role | None) -> SitingQuestion:
    """Return what a body asks of sites where reach, people and place are known: the method, how many, which candidates.

    For `served` places count, by the capacity of the question or else that for evacuation; for all else reach alone.

    Raises
    ------
    InvalidInputError, UnknownLayerError, NotSignedInError, NotAllowedError
        As `read_siting_body`.
    """
    if not isinstance(body, dict):
        raise refused(L("This must be a JSON object.", "此处必须是 JSON 对象。"))
    reader = Reader()
    reader.no_others(body, OWN, "")
    own = _own(reader, body, role)
    reader.refuse()
    capacity = Capacity.NONE
    if own["method"] is SitingMethod.SERVED:
        capacity = Capacity.EVACUATION if coverage.capacity is Capacity.NONE else coverage.capacity
    return SitingQuestion(replace(coverage, capacity=capacity, ground=False, geometry=False), **own)


def _own(reader: Reader, body: Mapping[str, Any], role: Role | None) -> dict[str, Any]:
    """The members of a siting question beside its coverage; whole where the reader has no faults."""
    method = _method(reader, body.get("method"))
    values: dict[str, Any] = {}
    with reader.at("/p"):
        values["p"] = _p(body.get("p"), method)
    with reader.at("/places_persons"):
        values["places"] = parse_persons(body.get("places_persons", USUAL_PLACES))
    with reader.at("/with_today"):
        values["with_today"] = _flag(body.get("with_today", True))
    with reader.at("/solver"):
        values["solver"] = _solver(body.get("solver"), method)
    values["upgrades"] = _upgrades(reader, body.get("upgrades"), method)
    source = read_candidates(reader, body.get("candidates"), role)
    if body.get("candidates") is None and body.get("upgrades") is None:
        with reader.at("/candidates"):
            raise refused(candidates_needed())
    asked = {name: body.get(name) for name in ("candidates", "upgrades")}
    return {"method": method, "source": source, "asked": asked, **values}


def _coverage(
    reader: Reader, body: Mapping[str, Any], layer: Layer, role: Role | None, method: SitingMethod | None
) -> CoverageQuestion | None:
    rest = {name: value for name, value in body.items() if name not in OWN}
    if method is SitingMethod.SERVED:
        rest = {"capacity": Capacity.EVACUATION.value, **rest}
    try:
        question, _ = read_coverage_body(rest, layer, role, parameters=COVERAGE)
    except InvalidInputError as error:
        reader.faults.extend(error.faults)
        return None
    if (question.capacity is Capacity.NONE) is (method is SitingMethod.SERVED):
        with reader.at("/capacity"):
            raise refused(L("A capacity goes with the method served, and with it alone.", "仅 served 方法计容量。"))
    return question


def _method(reader: Reader, value: Any) -> SitingMethod | None:
    with reader.at("/method"):
        if value not in SitingMethod.values:
            known = ", ".join(SitingMethod.values)
            raise refused(L("method must be one of {known}.", "method 必须是 {known} 之一。").format(known=known))
        return SitingMethod(value)
    return None


def _p(value: Any, method: SitingMethod | None) -> int | None:
    if method is SitingMethod.LSCP:
        if value is not None:
            raise refused(L("How many it takes is what lscp answers.", "lscp 的答案就是所需数量，不用给出 p。"))
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_P:
        raise refused(
            L("p must be a whole number from 1 to {most}.", "p 必须是 1 到 {most} 的整数。").format(most=MAX_P)
        )
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise refused(L("This must be true or false.", "此处必须是 true 或 false。"))
    return value


def _solver(value: Any, method: SitingMethod | None) -> Solver:
    if value is None:
        return Solver.HIGHS
    if value not in Solver.values:
        known = ", ".join(Solver.values)
        raise refused(L("solver must be one of {known}.", "solver 必须是 {known} 之一。").format(known=known))
    if value == Solver.SPOPT and method is SitingMethod.SERVED:
        raise refused(L("spopt has no program for served.", "spopt 没有 served 的模型。"))
    return Solver(value)


def _upgrades(reader: Reader, value: Any, method: SitingMethod | None) -> Upgrades:
    """Places to add at sites of today: ``{code: persons}``, or ``{"each_persons": n}`` for every one."""
    if value is None:
        return Upgrades()
    with reader.at("/upgrades"):
        if not isinstance(value, dict) or len(value) > MAX_CANDIDATES:
            detail = L("upgrades must be an object of code and persons.", "upgrades 必须是编码与人数的对象。")
            raise refused(detail)
        if method is not SitingMethod.SERVED:
            detail = L("Added places matter to the method served alone.", "增加容量仅对 served 方法有意义。")
            raise refused(detail)
    by_code: dict[str, float] = {}
    for code, persons in value.items() if isinstance(value, dict) else ():
        with reader.at(f"/upgrades/{escaped(str(code))}"):
            by_code[code] = parse_persons(persons)
    each = by_code.pop("each_persons", None)
    return Upgrades(by_code, each)
