"""A row of the live index as answers see it."""

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from layers.live.blobs import Views
from layers.live.stock import THOUSANDTHS


class Position(NamedTuple):
    x: float
    y: float


class LiveResource(NamedTuple):
    """A resource found in memory: its place and distance, and its properties as pieces of JSON.

    It holds what the columns hold; what only some answers need is made of it when they ask.
    """

    id_hex: str
    """Thirty-two digits."""
    lon: float
    lat: float
    distance_m: float
    bearing_deg: float
    """From where it was asked, clockwise from north."""
    verified_s: float
    """Seconds since 1970, NaN where never verified."""
    totals: tuple[int, ...]
    """Of each item asked for, what is available in thousandths."""
    pieces: Views
    """The insides of JSON objects, one a sensitivity."""

    @property
    def pk(self) -> UUID:
        return UUID(self.id_hex)

    @property
    def id_text(self) -> str:
        """As `pk` is written."""
        digits = self.id_hex
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    @property
    def geom(self) -> Position:
        return Position(self.lon, self.lat)

    @property
    def verified_at(self) -> datetime | None:
        return None if math.isnan(self.verified_s) else datetime.fromtimestamp(self.verified_s, UTC)

    @property
    def available_quantities(self) -> tuple[Decimal, ...]:
        """Of each item asked for."""
        return tuple([Decimal(total) / THOUSANDTHS for total in self.totals]) if self.totals else ()

    @property
    def code(self) -> str:
        return str(self.properties(0)["code"])

    def properties(self, reach: int) -> dict[str, object]:
        """Return the properties up to a sensitivity."""
        found: dict[str, object] = json.loads(b"{" + self.inside(reach) + b"}")
        return found

    def inside(self, reach: int) -> bytes:
        """Return the inside of the JSON object of the properties up to a sensitivity."""
        return b",".join([piece for piece in self.pieces[: reach + 1] if piece])
