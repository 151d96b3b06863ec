"""Looks at both stores: their files first, since a connection may change how those are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from feedbackpulse.database import Stores
from feedbackpulse.doctor.checks import clock, folders, logs, postgres, sqlite
from feedbackpulse.doctor.domain import Code, Finding


def engines_of(stores: Stores) -> dict[str, Engine]:
    """Return the engines of both stores, by the name of the store."""
    found: dict[str, Engine] = {}
    for name, make in (("main", stores.main), ("box", stores.box)):
        with make() as session:
            bound = session.get_bind()
        found[name] = bound if isinstance(bound, Engine) else bound.engine
    return found


def databases_of(engines: dict[str, Engine]) -> list[Path]:
    """Return the files of those stores that are files."""
    return [file for file in map(sqlite.file_of, engines.values()) if file is not None]


def check_files(engines: dict[str, Engine]) -> Iterator[Finding]:
    """Look at files, without opening a database."""
    main, box = sqlite.file_of(engines["main"]), sqlite.file_of(engines["box"])
    yield from sqlite.check_header(box)
    yield from sqlite.check_one_file(main, box)
    for file in dict.fromkeys((main, box)):
        yield from sqlite.check_rights(file)
    for folder in {file.parent for file in (main, box) if file is not None}:
        yield from folders.check_folder(folder)


def check_connections(engines: dict[str, Engine], now: datetime) -> Iterator[Finding]:
    """Look at both stores from inside; what cannot be reached is a finding too."""
    logins: dict[str, postgres.Login] = {}
    for store, engine in engines.items():
        yield from logs.check_sql_log(engine, store)
        try:
            with engine.connect() as connection:
                if engine.dialect.name == "postgresql":
                    logins[store] = postgres.login_of(connection, store)
                yield from _check_connection(connection, store, now)
        except DBAPIError as error:
            yield Finding(code=Code.UNREACHABLE, subject=store, value=type(error).__name__)
    if len(logins) == len(engines):
        yield from _check_logins(engines, logins["main"], logins["box"])


def _check_connection(connection: Connection, store: str, now: datetime) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        yield from sqlite.check_connection(connection, store)
    elif connection.dialect.name == "postgresql":
        yield from postgres.check_configuration(postgres.configuration_of(connection))
        yield from clock.check_against(now, postgres.clock_of(connection), store)


def _check_logins(
    engines: dict[str, Engine], main: postgres.Login, box: postgres.Login
) -> list[Finding]:
    with engines["main"].connect() as at_main, engines["box"].connect() as at_box:
        return postgres.check_logins(
            main,
            box,
            box_to_main=postgres.may_connect(at_box, main.database),
            main_to_box=postgres.may_connect(at_main, box.database),
        )
