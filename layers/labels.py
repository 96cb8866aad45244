"""Words people read, in English and Chinese side by side, so that neither can be forgotten.

Instead of gettext catalogues: both texts stand where they are used, and no compiled files are needed.
"""

from collections.abc import Callable
from typing import TypedDict, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override


class BothLanguages(TypedDict):
    en: str
    zh: str


def _in_current_language(en: str, zh: str) -> str:
    return zh if (get_language() or "en").startswith("zh") else en


L = cast(Callable[[str, str], str], lazy(_in_current_language, str))
"""``L("Shelters", "避难场所")``: a lazy text in the language of whoever reads it."""


def both(text: str | Promise) -> BothLanguages:
    """Return a lazy text in both languages, for documents that any client may read."""
    with override("en"):
        english = str(text)
    with override("zh-hans"):
        return {"en": english, "zh": str(text)}
