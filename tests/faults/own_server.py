"""A PostgreSQL server for one fault alone: to be stopped, to run out of room, or to be set otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from feedbackpulse import create_app
from feedbackpulse.schema import upgrade
from tests import postgres
from tests.conftest import close
from tests.databases import make_databases, make_roles, settings_in
from tests.faults.running import Site
from tests.postgres import SUPERUSER, Server


@contextmanager
def own_server(
    site: Site, *settings: str, data: Path | None = None, log: Path | None = None
) -> Iterator[tuple[Site, Server]]:
    """Start a server that has an empty instance, to try a fault there; it is gone afterwards."""
    with ExitStack() as stack:
        server = postgres.start(*settings, data=data, log=log)
        stack.callback(server.stop)
        empty = site.empty.with_name("own")
        stack.callback(shutil.rmtree, empty, ignore_errors=True)
        make_roles(server.sockets)
        make_databases(empty, server.sockets)
        make_empty(empty)
        yield replace(site, empty=empty), server


def make_empty(folder: Path) -> None:
    """Make the tables of an instance."""
    app = create_app(settings_in(folder))
    upgrade(app)
    close(app)


def superuser(sockets: Path) -> psycopg.Connection:
    """Connect to a server as somebody who may do anything."""
    return psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True)
