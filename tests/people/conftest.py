"""Sentences are tested in English."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from layers.ingest.population.batches import ReadingOptions
from layers.ingest.population.load import About, PopulationOptions, import_population
from layers.ingest.population.report import PopulationReport
from layers.people.kept import KEPT

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """A test's people are gone with its transaction, and their versions begin anew."""
    KEPT.clear()
    yield
    KEPT.clear()


@pytest.fixture
def shared_data() -> Path:
    """Real files that are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: the real files are not part of the project")
    return SHARED


@pytest.fixture
def bring_in(db: None, tmp_path: Path) -> Callable[..., PopulationReport]:
    """Import text, as if it were a file, or a file, as the population `town`."""

    def bring(content: str | Path, *, file: str = "people.csv", **options: object) -> PopulationReport:
        path = content if isinstance(content, Path) else tmp_path / file
        if isinstance(content, str):
            path.write_text(content, "utf-8")
        reading = {key: options.pop(key) for key in list(options) if key in ReadingOptions.__dataclass_fields__}
        about = {"name": "Town", "source": "tests", "year": 2020}
        about |= {key: options.pop(key) for key in list(options) if key in About.__dataclass_fields__}
        chosen = PopulationOptions(ReadingOptions(**reading), **options)  # type: ignore[arg-type]
        return import_population(path, About(**{"code": "town", **about}), chosen)  # type: ignore[arg-type]

    return bring
