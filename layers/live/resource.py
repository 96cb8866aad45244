"""A row of the live index as answers see it."""

import json
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID


class Position(NamedTuple):
    x: float
    y: float


class LiveResource(NamedTuple):
    """A resource found in memory: its place and distance, and its properties as pieces of JSON."""

    pk: UUID
    geom: Position
    distance_m: float
    bearing_deg: float
    """From where it was asked, clockwise from north."""
    verified_at: datetime | None
    available_quantities: tuple[Decimal, ...]
    """Of each item asked for."""
    pieces: tuple[bytes, ...]
    """The insides of JSON objects, one a sensitivity."""

    @property
    def code(self) -> str:
        return str(self.properties(0)["code"])

    def properties(self, reach: int) -> dict[str, object]:
        """Return the properties up to a sensitivity."""
        found: dict[str, object] = json.loads(self.inside(reach))
        return found

    def inside(self, reach: int) -> bytes:
        """Return the JSON object of the properties up to a sensitivity."""
        return b"{" + b",".join(piece for piece in self.pieces[: reach + 1] if piece) + b"}"
