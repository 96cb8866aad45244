"""Counts and shares as text."""

import math
from collections.abc import Mapping
from typing import Any

from layers.brief import words
from layers.labels import L

UNKNOWN = "–"
MOST_DECIMALS = 4
NO_BREAK = "\u00a0"
"""Between a number and its unit."""


def people(count: float | None) -> str:
    """``329,318``: whole people; ``–`` where not known."""
    return UNKNOWN if count is None else f"{count:,.0f}"


def many_people(count: float) -> str:
    """``329,318 people``, ``4.7 million people``: for a sentence."""
    if words.language() == "zh":
        return f"{count / 10_000:,.1f} 万人" if count >= 1_000_000 else f"{count:,.0f} 人"
    return f"{count / 1_000_000:,.1f} million people" if count >= 1_000_000 else f"{count:,.0f} people"


def percent(share: float | None, *, target: float | None = None) -> str:
    """``61.2%``; with as many decimals as it takes not to look like a target that is missed, or like all or nothing."""
    if share is None:
        return UNKNOWN
    for decimals in range(1, MOST_DECIMALS + 1):
        shown = round(share * 100, decimals) / 100
        if not (share < 1 <= shown or shown <= 0 < share or (target is not None and share < target <= shown)):
            return f"{share:.{decimals}%}"
    steps = 10 ** (MOST_DECIMALS + 2)
    return f"{math.floor(share * steps) / steps:.{MOST_DECIMALS}%}"


def bare_percent(share: float) -> str:
    """``60%``, ``62.5%``: no more decimals than there are."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def signed(count: float | None) -> str:
    """``+1,250``, ``−83``"""
    if count is None:
        return UNKNOWN
    whole = round(count)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole):,}"


def reach(coverage: Mapping[str, Any]) -> str:
    """How far a site serves: ``1 km``, ``15 min on foot``, ``the standard radius``."""
    if coverage.get("minutes") is not None:
        return L("{n} min on foot", "步行 {n} 分钟").format(n=words.number(coverage["minutes"]))
    if coverage.get("radius_m") is not None:
        metres = coverage["radius_m"]
        distance = f"{words.number(metres)} m" if metres < 1000 else f"{words.number(metres / 1000)} km"
        return distance.replace(" ", NO_BREAK)
    return str(L("the standard radius", "规范服务半径"))
