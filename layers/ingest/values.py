"""Text (or a spreadsheet's number or date) → a value of the right type, or the reason why not."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from layers.ingest.errors import BadValueError
from layers.ingest.wording import say
from layers.labels import L

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "無", "暂无", "null", "none", "n/a", "na", "<null>"})
"""Ways of writing “nothing” where a number, date or choice is meant; in plain text only the empty string is blank."""

TRUE = frozenset({"是", "有", "yes", "y", "true", "t", "1", "√", "✓", "对"})
FALSE = frozenset({"否", "无", "無", "没有", "no", "n", "false", "f", "0", "×", "✗", "x"})
UNITS = re.compile(r"(人|persons?|people|名|户|平方米|平米|㎡|m²|m2|米|m|分钟|min|minutes?|个|座|间)$", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (20_000, 80_000)
"""Serial days that mean a date between 1954 and 2119; other numbers are no dates."""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_DATE_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_TIME = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?)?分?\Z")


def as_text(raw: Any) -> str:
    """Return the cell as text, trimmed and without invisible characters; an empty string where there is nothing."""
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    text = INVISIBLE.sub("", str(raw)).strip()
    if text in EXCEL_ERRORS:
        raise BadValueError(say("The cell holds the spreadsheet error {text}.", "单元格是表格错误 {text}。", text=text))
    return text


def plain(raw: Any) -> str:
    """Return the cell as text in half-width characters; blank where it says that there is nothing."""
    text = unicodedata.normalize("NFKC", as_text(raw)).strip()
    return "" if text.lower() in BLANKS else text


def as_number(raw: Any) -> Decimal | None:
    """Return a finite number: full-width digits, thousands separators, 万 and a trailing unit are understood."""
    text = plain(raw)
    if not text:
        return None
    digits = UNITS.sub("", text).strip()
    scale = 10_000 if digits.endswith("万") else 1
    digits = re.sub(r"(?<=\d)[,\s'](?=\d{3}(\D|\Z))", "", digits.removesuffix("万").strip())
    try:
        value = Decimal(digits) * scale
    except InvalidOperation:
        raise BadValueError(say("“{text}” is not a number.", "“{text}”不是数字。", text=text[:60])) from None
    if not value.is_finite():
        raise BadValueError(say("“{text}” is not a finite number.", "“{text}”不是有限的数字。", text=text[:60]))
    return value


def as_integer(raw: Any) -> int | None:
    value = as_number(raw)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise BadValueError(say("“{text}” is not a whole number.", "“{text}”不是整数。", text=as_text(raw)[:60]))
    return int(value)


def as_float(raw: Any) -> float | None:
    value = as_number(raw)
    return None if value is None else float(value)


def as_flag(raw: Any) -> bool | None:
    text = unicodedata.normalize("NFKC", as_text(raw)).lower()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    if text in BLANKS:
        return None
    raise BadValueError(say("“{text}” is neither yes nor no.", "“{text}”不是“是”或“否”。", text=text[:60]))


def as_date(raw: Any) -> date | None:
    """Return a date: year first in any usual spelling, or a spreadsheet's serial day."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain(raw)
    if not text:
        return None
    match = _DATE.match(text) or _DATE_PACKED.match(text) or _DATE.match(re.split(r"[T\s]", text, maxsplit=1)[0])
    if match:
        return _real_date(text, *map(int, match.groups()))
    serial = _serial_days(text)
    if serial is not None:
        return EXCEL_EPOCH + timedelta(days=int(serial))
    raise BadValueError(
        say("“{text}” is not a date; write it as 2025-06-30.", "“{text}”不是日期；请写成 2025-06-30。", text=text[:60])
    )


def as_datetime(raw: Any) -> datetime | None:
    """Return a moment; one without an offset is taken in the server's time zone, a date as its first moment."""
    if isinstance(raw, datetime):
        return raw if timezone.is_aware(raw) else timezone.make_aware(raw)
    text = plain(raw)
    if not text:
        return None
    exact = _iso(text)
    if exact is not None:
        return exact if timezone.is_aware(exact) else timezone.make_aware(exact)
    serial = _serial_days(text)
    if serial is not None:
        return timezone.make_aware(datetime.combine(EXCEL_EPOCH, time()) + timedelta(days=float(serial)))
    day_text, _, clock = text.partition("日") if "日" in text else text.replace("T", " ").partition(" ")
    day = as_date(raw if isinstance(raw, date) else day_text + ("日" if "日" in text else ""))
    return None if day is None else timezone.make_aware(datetime.combine(day, _clock(text, clock.strip())))


def as_phone(raw: Any) -> str:
    """Return a telephone number as text; one that a spreadsheet turned into 1.39E+10 has lost its digits."""
    text = unicodedata.normalize("NFKC", as_text(raw))
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise BadValueError(
            L(
                "The telephone number is in scientific notation, its digits are lost; format the column as text.",
                "电话号码被表格转成科学计数法，数字已丢失；请把该列设为文本格式。",
            )
        )
    return text


def split_list(raw: Any, separators: str = ",，、;；/|\n") -> list[str]:
    """Return the parts of a list written in one cell."""
    return [part.strip() for part in re.split(f"[{re.escape(separators)}]", as_text(raw)) if part.strip()]


def choice_parser(choices: dict[str, str]) -> Callable[[Any], str | None]:
    """Return a parser for a choice; `choices` maps every spelling, lower-cased, to the value."""
    known = sorted(set(choices.values()))

    def parse(raw: Any) -> str | None:
        text = unicodedata.normalize("NFKC", as_text(raw)).strip().lower()
        if text in choices:
            return choices[text]
        if text in BLANKS:
            return None
        raise BadValueError(
            say(
                "“{text}” is none of: {known}.",
                "“{text}”不在可选值中：{known}。",
                text=text[:60],
                known=", ".join(known),
            )
        )

    return parse


def _real_date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValueError(say("There is no such date as “{text}”.", "没有“{text}”这一天。", text=text[:60])) from None


def _serial_days(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and EXCEL_DAYS[0] <= value < EXCEL_DAYS[1] else None


def _iso(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _clock(text: str, clock: str) -> time:
    if not clock:
        return time()
    match = _TIME.match(clock)
    try:
        if match is None:
            return time.fromisoformat(clock)
        hour, minute, second = (int(part or 0) for part in match.groups())
        return time(hour, minute, second)
    except ValueError:
        raise BadValueError(
            say(
                "“{text}” is not a time; write it as 2025-06-30 08:00.",
                "“{text}”不是时间；请写成 2025-06-30 08:00。",
                text=text[:60],
            )
        ) from None
