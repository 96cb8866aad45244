"""The live index's own connection to the database."""

from typing import Any

from django.conf import settings
from django.db import connection

KEEPALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""So that a server that vanished without a word (a cable, a power cut) is noticed within seconds."""


def connection_parameters() -> dict[str, Any]:
    """The same database as Django's, without the limit on how long a statement may take: loading takes its time."""
    parameters = connection.get_connection_params()
    parameters = {
        name: value for name, value in parameters.items() if name not in ("cursor_factory", "isolation_level")
    }
    return {
        **KEEPALIVE,
        **parameters,
        "application_name": "onemap-live",
        "options": "-c statement_timeout=0",
        "connect_timeout": settings.CONNECT_TIMEOUT_S,
    }


def address() -> str:
    """Host, port and name of the database: what can be known of it while it is away."""
    where = connection.settings_dict
    return f"{where['HOST']}:{where['PORT']}/{where['NAME']}"


def set_time_zone(database: Any) -> None:
    """Let PostgreSQL write moments as the API does, in the server's time zone."""
    with database.cursor() as cursor:
        cursor.execute("SET TIME ZONE %s", [settings.TIME_ZONE])
