"""Numbers, metres, times and positions as text: the page's own forms (``frontend/src/i18n/format.ts``), on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from layers.labels import L

STALE_AFTER_S = 30 * 86_400
WINDS = (
    L("N", "北"),
    L("NE", "东北"),
    L("E", "东"),
    L("SE", "东南"),
    L("S", "南"),
    L("SW", "西南"),
    L("W", "西"),
    L("NW", "西北"),
)


def language() -> str:
    """``en`` or ``zh``: the keys of texts in both languages."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def name_of(named: Mapping[str, Any]) -> str:
    """Return what a resource or area is called in the current language."""
    return str((named.get("name_en") if language() == "en" else "") or named["name"])


def clauses(parts: list[str]) -> str:
    return ("，" if language() == "zh" else ", ").join(map(str, parts))


def sentences(*parts: str) -> str:
    return ("" if language() == "zh" else " ").join(str(part) for part in parts if part)


def listed(parts: list[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(map(str, parts))


def number(value: float) -> str:
    """``3,906``, ``0.125``: no more decimals than there are, three at most."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def distance(metres: float) -> str:
    """``850 m``, ``12.4 km``, ``138 km``."""
    if metres < 999.5:
        return f"{metres:,.0f} m"
    return f"{metres / 1000:,.1f} km" if metres < 99_950 else f"{metres / 1000:,.0f} km"


def duration(seconds: float) -> str:
    """Minutes rounded up, so that nobody is promised to be there too soon: ``18 min``, ``2 h``, ``1 h 05 min``."""
    hours, minutes = divmod(int(-(-seconds // 60)), 60)
    if hours and not minutes:
        return L("{hours} h", "{hours} 小时").format(hours=hours)
    if not hours:
        return L("{minutes} min", "{minutes} 分钟").format(minutes=minutes)
    return L("{hours} h {minutes:02d} min", "{hours} 小时 {minutes:02d} 分").format(hours=hours, minutes=minutes)


def basis(key: str | None) -> str:
    return str(
        {"road": L("road", "道路"), "estimate": L("estimate", "估算"), "mixed": L("mixed", "混合")}.get(key or "", "")
    )


def age(seconds: float) -> str:
    """``just now``, ``3 h ago``, ``31 d ago``."""
    if seconds < 60:
        return L("just now", "刚刚")
    if seconds < 3600:
        return L("{n} min ago", "{n} 分钟前").format(n=int(seconds // 60))
    if seconds < 86_400:
        return L("{n} h ago", "{n} 小时前").format(n=int(seconds // 3600))
    return L("{n:,} d ago", "{n:,} 天前").format(n=int(seconds // 86_400))


def wind(bearing_deg: float) -> str:
    return str(WINDS[round(bearing_deg / 45) % 8])


def position(lon: float, lat: float) -> str:
    """``109.50981° E, 34.50042° N``: five decimals are about a metre."""
    return f"{abs(lon):.5f}° {'W' if lon < 0 else 'E'}, {abs(lat):.5f}° {'S' if lat < 0 else 'N'}"


def moment(when: datetime | str) -> str:
    """``2026-11-26 09:20``, in the server's time zone."""
    parsed = datetime.fromisoformat(when) if isinstance(when, str) else when
    return f"{timezone.localtime(parsed):%Y-%m-%d %H:%M}"


def clock(when: str, begins: str) -> str:
    """``09:20`` on the day on which it all begins, with the date on any other."""
    text, day = moment(when), moment(begins)[:10]
    return text.removeprefix(f"{day} ")


def zone(when: datetime) -> str:
    """``UTC+08:00``"""
    offset = timezone.localtime(when).isoformat()[-6:]
    return f"UTC{offset}"
