"""How commands word what they print."""

from typing import Protocol

from django.utils.translation import get_language

from layers.ingest.wording import say


class Written(Protocol):
    """A report of an import."""

    @property
    def dry_run(self) -> bool: ...

    @property
    def written(self) -> bool: ...


def language() -> str:
    """Return the key of the caller's language in texts of both."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def minutes_text(seconds: int) -> str:
    """Return a duration as people say it, rounded up to the minute."""
    hours, minutes = divmod(-(-seconds // 60), 60)
    return f"{hours}:{minutes:02d} h" if hours else f"{minutes} min"


def unwritten(report: Written) -> str:
    """Return the sentence after the counts of an import that left everything as it was; empty where it did not."""
    if report.dry_run:
        return say(" Dry run: nothing was written.", "试运行：未写入任何数据。")
    return "" if report.written else say(" Nothing was written.", "未写入任何数据。")
