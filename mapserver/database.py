"""Is the database one that OneMap can work with? Asked before a command starts, so that the answer is one sentence."""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from mapserver.embedded.installation import POSTGIS_MINIMUM, POSTGRES_MINIMUM
from mapserver.errors import DatabaseAwayError, OperationError


def ensure_usable_server() -> None:
    """The server that ONEMAP_DATABASE_URL names must be there, new enough, and have PostGIS.

    Raises
    ------
    DatabaseAwayError, OperationError
        It is not; the message says what to do.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (major,) = cursor.fetchone()
            cursor.execute(
                "SELECT default_version, installed_version FROM pg_available_extensions WHERE name = 'postgis'"
            )
            postgis = cursor.fetchone()
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            (is_superuser,) = cursor.fetchone()
    except OperationalError as error:
        raise _away(error) from error
    if major < POSTGRES_MINIMUM:
        raise OperationError(f"The database at {server_name()} is PostgreSQL {major}; {POSTGRES_MINIMUM} is needed.")
    if postgis is None:
        raise OperationError(
            f"The database server at {server_name()} has no PostGIS: install it there "
            f"(Debian, Ubuntu: apt-get install postgresql-{major}-postgis-3)."
        )
    available, installed = postgis
    if not installed and not is_superuser:
        raise OperationError(
            f"PostGIS is not switched on in the database at {server_name()}: "
            "let its administrator run CREATE EXTENSION postgis and CREATE EXTENSION pg_trgm there."
        )
    version = installed or available
    if tuple(int(part) for part in version.split(".")[:2]) < POSTGIS_MINIMUM:
        raise OperationError(f"The database at {server_name()} has PostGIS {version}; 3.2 or newer is needed.")


def _away(error: OperationalError) -> DatabaseAwayError:
    return DatabaseAwayError(f"The database at {server_name()} cannot be reached: {_first_line(error)}")


def ensure_migrated() -> None:
    """The tables must be those of this version.

    Raises
    ------
    DatabaseAwayError
        It cannot be asked.
    OperationError
        Migrations are missing.
    """
    try:
        connections[DEFAULT_DB_ALIAS].ensure_connection()
    except OperationalError as error:
        raise _away(error) from error
    if missing_migrations():
        raise OperationError("The database is not up to date: run `onemap migrate` first.")


def missing_migrations() -> list[str]:
    """The migrations that are still to be applied, as ``app.name``."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def server_name() -> str:
    """Host, port and database, never the password."""
    database = settings.DATABASES[DEFAULT_DB_ALIAS]
    return f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}/{database['NAME']}"


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
