"""Model fields of our own."""

from itertools import islice, product
from typing import Any

from django.db import models
from pypinyin import Style, pinyin

MAX_READINGS = 8


class SearchKeyField(models.TextField):  # type: ignore[type-arg]
    """Text that search looks in: the source fields, and the pinyin and initials of the first of them.

    Filled by every way of writing a row through the ORM, ``bulk_create`` included, as ``auto_now`` is.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("editable", "blank", "default"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = [str(getattr(model_instance, source) or "") for source in self.sources]
        key = " ".join([*texts, *_spoken(texts[0])]).lower()
        setattr(model_instance, self.attname, key)
        return key


def _spoken(name: str) -> list[str]:
    """The ways to say a Chinese name, whole and by initials: 朝阳 may be chaoyang or zhaoyang."""
    if name.isascii():
        return []
    syllables = pinyin(name, style=Style.NORMAL, heteronym=True)
    readings = [list(reading) for reading in islice(product(*syllables), MAX_READINGS)]
    return list(
        dict.fromkeys(
            way for reading in readings for way in ("".join(reading), "".join(syllable[:1] for syllable in reading))
        )
    )
