"""Log records of one line each, so that a line is a record for every tool that reads them."""

from __future__ import annotations

import logging
from typing import Any


class OneLineFormatter(logging.Formatter):
    """Folds a record's message and traceback into one line."""

    def format(self, record: logging.LogRecord) -> str:
        return " | ".join(line.rstrip() for line in super().format(record).splitlines() if line.strip())


def logging_settings(level: str) -> dict[str, Any]:
    """Everything to stderr at ``level``; Django's per-request warnings only from the error level up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": OneLineFormatter,
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.request": {"level": "ERROR"},
            "pyogrio": {"level": "WARNING"},
        },
    }
