"""The databases of an instance, on either engine: two files in its folder, or two on a server.

An instance whose databases are on a server has a note of where in its folder, so that whoever has
the folder, another process too, can find them, copy them and clear them away.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import psycopg
from psycopg import sql

from feedbackpulse.config import Settings
from tests import postgres

EngineName = Literal["sqlite", "postgresql"]
ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)
FILES: Final = {"main": "feedbackpulse.sqlite", "box": "ballots.sqlite"}
NOTE: Final = "databases.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A server, and the names of an instance's two databases on it.

    Each belongs to a role of its own, and only that role may come in.
    """

    sockets: Path
    names: Mapping[str, str]

    def url(self, store: str) -> str:
        """Return the address of one store for the application."""
        return postgres.url(self.sockets, role=role_of(store), database=self.names[store])

    def owners_url(self, store: str) -> str:
        """Return the address of one store for somebody who may do anything."""
        return postgres.url(self.sockets, role=postgres.SUPERUSER, database=self.names[store])


def role_of(store: str) -> str:
    """Return the role that a store belongs to."""
    return f"feedbackpulse_{store}"


def settings_in(folder: Path) -> Settings:
    """Return the settings of an application that lives in *folder*."""
    address = address_in(folder)
    return Settings(
        instance_path=folder,
        secret_key="only-for-tests",
        organisation="De Proeftuin",
        database_url=address.url("main") if address else "",
        ballot_database_url=address.url("box") if address else "",
    )


def address_in(folder: Path) -> Address | None:
    """Return where the databases of an instance are, when they are on a server."""
    note = folder / NOTE
    if not note.exists():
        return None
    written = json.loads(note.read_text(encoding="utf-8"))
    return Address(sockets=Path(written["sockets"]), names=written["names"])


def make_roles(sockets: Path) -> None:
    """Make the two roles that own the stores."""
    with _superuser(sockets) as server:
        for store in FILES:
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role_of(store))))


def make_databases(folder: Path, sockets: Path) -> None:
    """Make two databases for an instance, without tables."""
    _place(folder, sockets, names=_new_names(), like=dict.fromkeys(FILES, "template0"))


def copy_databases(source: Path, target: Path) -> None:
    """Give an instance copies of both databases of another one, instead of those it had.

    An application that lives there finds them under the names it knows.
    """
    target.mkdir(exist_ok=True)
    address = address_in(source)
    if address is None:
        for name in FILES.values():
            shutil.copy(source / name, target / name)
    else:
        known = address_in(target)
        drop_databases(target)
        names = known.names if known else _new_names()
        _place(target, address.sockets, names=names, like=address.names)


def copy_instance(source: Path, target: Path) -> None:
    """Copy everything of an instance that nobody is using."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(NOTE))
    copy_databases(source, target)


def drop_databases(folder: Path) -> None:
    """Clear the databases of an instance away, when they are on a server."""
    address = address_in(folder)
    if address is None:
        return
    with _superuser(address.sockets) as server:
        for name in address.names.values():
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(statement.format(sql.Identifier(name)))
    (folder / NOTE).unlink()


def _new_names() -> dict[str, str]:
    mark = secrets.token_hex(6)
    return {store: f"{store}_{mark}" for store in FILES}


def _place(
    folder: Path, sockets: Path, *, names: Mapping[str, str], like: Mapping[str, str]
) -> None:
    with _superuser(sockets) as server:
        for store, name in names.items():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                    *map(sql.Identifier, (name, role_of(store), like[store]))
                )
            )
            server.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
            )
    folder.mkdir(exist_ok=True)
    note = json.dumps({"sockets": str(sockets), "names": dict(names)})
    (folder / NOTE).write_text(note, encoding="utf-8")


@contextmanager
def _superuser(sockets: Path) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=str(sockets), user=postgres.SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        yield connection
