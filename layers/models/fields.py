"""Model fields of our own."""

from typing import Any

from django.db import models
from pypinyin import Style, lazy_pinyin


class SearchKeyField(models.TextField):  # type: ignore[type-arg]
    """Text that search looks in: the source fields, and the pinyin and initials of the first of them.

    Filled by every way of writing a row through the ORM, ``bulk_create`` included, as ``auto_now`` is.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, editable=False, blank=True, default="", **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("editable", "blank", "default"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = [str(getattr(model_instance, source) or "") for source in self.sources]
        name = texts[0] if texts else ""
        spoken, initials = lazy_pinyin(name), lazy_pinyin(name, style=Style.FIRST_LETTER)
        key = " ".join([*texts, "".join(spoken), "".join(initials)]).lower()
        setattr(model_instance, self.attname, key)
        return key
