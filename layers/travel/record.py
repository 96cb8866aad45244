"""What is known of a set of road tiles, kept beside them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "roads.json"
ARCHIVE = "tiles.tar"
CURRENT = "current"
"""The link to the set in use; replaced in one step."""

MARGIN_DEG = 0.02
"""About `snapping.MAX_SNAP_M`: a place so far beyond the box may still be near a road."""


@dataclass(frozen=True)
class RoadsRecord:
    """Where the tiles came from; `version` names them."""

    version: str
    """The beginning of `source_sha256`, and when they were built."""
    engine: str
    source: str
    """The name of the file."""
    source_sha256: str
    built_at: str
    """ISO 8601 with offset."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north of the roads."""
    ways: int
    note: str = ""
    """For instance that the roads are invented."""

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies in the box of the roads, or so near to it that it may be near a road."""
        west, south, east, north = self.bbox
        return west - MARGIN_DEG <= lon <= east + MARGIN_DEG and south - MARGIN_DEG <= lat <= north + MARGIN_DEG

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"
        (folder / FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "RoadsRecord":
        """Return the record in a folder of tiles; OSError or ValueError where there is none that makes sense."""
        fields = json.loads((folder / FILE).read_text(encoding="utf-8"))
        try:
            return cls(**{**fields, "bbox": tuple(fields["bbox"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"{folder / FILE}: {error}") from None
