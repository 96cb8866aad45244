"""How commands word what they print."""

from django.utils.translation import get_language


def language() -> str:
    """Return the key of the caller's language in texts of both."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def minutes_text(seconds: int) -> str:
    """Return a duration as people say it, rounded up to the minute."""
    hours, minutes = divmod(-(-seconds // 60), 60)
    return f"{hours}:{minutes:02d} h" if hours else f"{minutes} min"
