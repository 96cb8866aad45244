"""Imports are tested in English; one test of its own proves that the sentences come in Chinese too."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from layers.ingest.load import ImportOptions, import_file
from layers.ingest.report import ImportReport

BROKEN = Path(__file__).parent / "broken"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

Import = Callable[..., ImportReport]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def broken() -> Path:
    return BROKEN


@pytest.fixture
def shared_data() -> Path:
    """Real files that are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: the real files are not part of the project")
    return SHARED


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write text to a file and return its path."""

    def write_file(text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_file


@pytest.fixture
def bring_in(db: None, write: Callable[..., Path]) -> Import:
    """Import text, as if it were a file, into a layer."""

    def import_text(layer: str, text: str, **options: object) -> ImportReport:
        return import_file(layer, write(text), ImportOptions(**options))  # type: ignore[arg-type]

    return import_text


def faults(report: ImportReport) -> dict[tuple[int, str], str]:
    """(Line, field) → the reason."""
    return {(note.line, note.field): note.reason for note in report.notes}
