"""Which colour a share has against the target, and which a class of people: those of the page's own map."""

from typing import NamedTuple

from layers.brief.coverage.figures import bare_percent
from layers.brief.coverage.material import Material
from layers.brief.marks import COLORS, SHARE_RAMP
from layers.labels import L

NO_SHARE = "#dfe4e7"
"""Of an area where nobody lives."""


PICK_COLOR = COLORS["depot"]
"""Of a site that is proposed: blue, which neither shares nor classes are."""


class PeopleClass(NamedTuple):
    """One of the classes that every person belongs to."""

    key: str
    text: str
    color: str


def people_classes(material: Material) -> tuple[PeopleClass, ...]:
    """Return the three classes; without a capacity two, for then nobody in reach lacks a place."""
    served = L("have a place", "有位可住") if material.with_places else L("within reach", "可达范围内")
    no_place = L("in reach, no place left", "够得着但没位")
    classes = (
        PeopleClass("served", str(served), COLORS["people-served"]),
        PeopleClass("in_reach_no_place", str(no_place), COLORS["people-no-place"]),
        PeopleClass("out_of_reach", str(L("out of reach", "够不着")), COLORS["people-out"]),
    )
    return classes if material.with_places else (classes[0], classes[2])


def breaks_around(target: float) -> tuple[float, ...]:
    """Return where the colours change: two shares below the target, the target itself, one above."""
    return (round(target * 2 / 3, 2), round(target * 5 / 6, 2), target, round((1 + target) / 2, 2))


def shade_of(share: float | None, *, target: float, passes: bool | None) -> str:
    """Return the colour of an area; whether it passes decides on which side of the target it stands."""
    if share is None:
        return NO_SHARE
    low, middle, _, high = breaks_around(target)
    if passes:
        return SHARE_RAMP[4] if share >= high else SHARE_RAMP[3]
    return SHARE_RAMP[(share >= low) + (share >= middle)]


def shade_texts(target: float) -> tuple[tuple[str, str], ...]:
    """Return colour and words of each step, the lowest first."""
    low, middle, _, high = (bare_percent(one) for one in breaks_around(target))
    at = bare_percent(target)
    below = L("below {share}", "低于 {share}")
    return (
        (SHARE_RAMP[0], below.format(share=low)),
        (SHARE_RAMP[1], f"{low} – {middle}"),
        (SHARE_RAMP[2], L("{low} – target {at}", "{low} – 目标 {at}").format(low=middle, at=at)),
        (SHARE_RAMP[3], L("target {at} – {high}", "目标 {at} – {high}").format(at=at, high=high)),
        (SHARE_RAMP[4], L("{share} and more", "{share} 及以上").format(share=high)),
    )
