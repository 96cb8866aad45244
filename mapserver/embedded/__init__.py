"""A private PostGIS cluster in the data directory, so that one command is enough and no server needs setting up.

It listens on a Unix socket alone and lets in the account that runs OneMap (and root) alone. Every process that uses it
holds a lease; the last one out stops it. Standard library only: it runs before Django's settings are read.
"""

from __future__ import annotations

from mapserver.embedded.errors import EmbeddedError
from mapserver.embedded.lease import attached
from mapserver.embedded.places import DATABASE_NAME, ROLE_NAME, Places, connection_settings

__all__ = ["DATABASE_NAME", "ROLE_NAME", "EmbeddedError", "Places", "attached", "connection_settings"]
