"""What can go wrong while tiles are made; the tiles in use stay in use."""

from layers.errors import ConflictError


class RoadBuildError(ConflictError):
    """No tiles were made; the text says why."""
