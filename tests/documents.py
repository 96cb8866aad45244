"""Documents of which tests make sections: ``WRITE_DOCS=1`` writes them anew, otherwise they must be current."""

import os
import re
from pathlib import Path


def keep_section(document: Path, heading: str, text: str) -> None:
    """Write the section of that heading (of whatever depth, up to the next ``##``), or compare it with the text."""
    sections = re.split(r"(?m)^(?=## )", document.read_text("utf-8"))
    place = next((i for i, section in enumerate(sections) if section.startswith(heading)), len(sections))
    if os.environ.get("WRITE_DOCS"):
        sections[place : place + 1] = [text]
        document.write_text("\n\n".join(section.strip("\n") for section in sections) + "\n", "utf-8")
        return
    assert place < len(sections), f"{document.name} lacks {heading}"
    assert sections[place].strip("\n") == text.strip("\n")
