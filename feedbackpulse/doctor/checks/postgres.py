"""What a PostgreSQL server keeps or writes down about who wrote what, and when, and what it loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, String, cast, column, func, select, table

from feedbackpulse.doctor.domain import Code, Finding

Configured = Mapping[str, str]

_ERROR_LEVELS_OFF: Final = frozenset({"fatal", "panic"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """As whom one store is reached, and where: on the server that started at a moment."""

    store: str
    server: datetime
    database: str
    role: str
    is_superuser: bool


def configuration_of(connection: Connection) -> Configured:
    """Return the server's settings as they hold in this session."""
    settings = table("pg_settings", column("name"), column("setting"))
    found = connection.execute(select(settings.c.name, settings.c.setting))
    return {name: value or "" for name, value in found}


def clock_of(connection: Connection) -> datetime:
    """Return what time the server thinks it is."""
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def login_of(connection: Connection, store: str) -> Login:
    """Return as whom a session is signed in; no two servers start in the same microsecond."""
    roles = table("pg_roles", column("rolname"), column("rolsuper"))
    row = connection.execute(
        select(
            func.pg_postmaster_start_time(),
            cast(func.current_database(), String),
            cast(roles.c.rolname, String),
            roles.c.rolsuper,
        ).where(roles.c.rolname == func.current_user())
    ).one()
    return Login(store=store, server=row[0], database=row[1], role=row[2], is_superuser=row[3])


def may_connect(connection: Connection, database: str) -> bool:
    """Say whether whoever is signed in may also connect to another database of the server."""
    databases = table("pg_database", column("datname"))
    privilege = func.has_database_privilege(databases.c.datname, "CONNECT")
    return bool(connection.scalar(select(privilege).where(databases.c.datname == database)))


def check_configuration(configured: Configured) -> Iterator[Finding]:
    """Find what keeps the order or the values of what is written, or may lose it."""
    if configured.get("track_commit_timestamp") == "on":
        yield Finding(code=Code.COMMIT_TIMESTAMPS)
    if configured.get("wal_level") == "logical":
        yield Finding(code=Code.LOGICAL_WAL)
    if configured.get("archive_mode", "off") != "off":
        yield Finding(code=Code.WAL_ARCHIVED, value=configured["archive_mode"])
    if configured.get("log_statement") in {"mod", "all"}:
        yield Finding(code=Code.STATEMENTS_LOGGED, value=configured["log_statement"])
    yield from _check_timings(configured)
    yield from _check_libraries(configured)
    yield from _check_errors(configured)
    for name in _REACH_THE_DISK:
        if configured.get(name) == "off":
            yield Finding(code=Code.NOT_ON_DISK, subject=name)


_REACH_THE_DISK: Final = ("fsync", "full_page_writes", "synchronous_commit")
"""Our sessions ask for the last one; something between them and the server may not pass that on."""


def _check_timings(configured: Configured) -> Iterator[Finding]:
    """Find settings that log some statements as they run: with their values, unless cut to 0."""
    logging = [name for name, off in _TIMINGS.items() if _number(configured, name, off) > off]
    if _number(configured, "log_statement_sample_rate", 1) == 0:
        logging = [name for name in logging if name != "log_min_duration_sample"]
    with_values = _number(configured, "log_parameter_max_length", -1) != 0
    code = Code.SLOW_STATEMENTS_LOGGED if with_values else Code.STATEMENT_TIMES_LOGGED
    for name in logging:
        yield Finding(code=code, subject=name, value=configured[name])


_TIMINGS: Final = {
    "log_min_duration_statement": -1,
    "log_min_duration_sample": -1,
    "log_transaction_sample_rate": 0,
}
"""The settings that log statements, and the number at which each does not."""


def _check_libraries(configured: Configured) -> Iterator[Finding]:
    """Find libraries that log statements: not everybody may read which are loaded."""
    loaded = configured.get("shared_preload_libraries", "")
    if "pgaudit" in loaded or any(name.startswith("pgaudit.") for name in configured):
        yield Finding(code=Code.STATEMENT_LOGGER, subject="pgaudit")
    if _number(configured, "auto_explain.log_min_duration", -1) >= 0:
        yield Finding(code=Code.STATEMENT_LOGGER, subject="auto_explain")


def _check_errors(configured: Configured) -> Iterator[Finding]:
    if configured.get("log_min_error_statement") in _ERROR_LEVELS_OFF:
        return
    if length := _number(configured, "log_parameter_max_length_on_error", 0):
        yield Finding(code=Code.ERROR_VALUES_LOGGED, value=str(int(length)))
    else:
        yield Finding(
            code=Code.ERRORS_LOGGED, value=configured.get("log_min_error_statement", "error")
        )


def _number(configured: Configured, name: str, default: float) -> float:
    try:
        return float(configured.get(name, default))
    except ValueError:
        return default


def check_logins(main: Login, box: Login, *, box_to_main: bool, main_to_box: bool) -> list[Finding]:
    """Find what lets one password open both stores."""
    found = [
        Finding(code=Code.SUPERUSER, subject=login.store, value=login.role)
        for login in (main, box)
        if login.is_superuser
    ]
    if main.server != box.server:
        return found
    if main.database == box.database:
        return [*found, Finding(code=Code.ONE_DATABASE, value=main.database)]
    if main.role == box.role:
        return [*found, Finding(code=Code.ONE_ROLE, value=main.role)]
    if box_to_main:
        found.append(Finding(code=Code.BOX_REACHES_MAIN, subject=box.role, value=main.database))
    if main_to_box:
        found.append(Finding(code=Code.MAIN_REACHES_BOX, subject=main.role, value=box.database))
    return found
