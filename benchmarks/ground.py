"""Installations to measure on, with their databases on a disk: memory would flatter every commit."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from feedbackpulse import create_app
from feedbackpulse.schema import upgrade
from tests import postgres
from tests.conftest import close
from tests.databases import EngineName, make_databases, make_roles, settings_in
from tests.faults.running import Site

USUAL: Final = "/var/tmp"  # noqa: S108  (folders of our own in it)
CAREFUL: Final = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
"""What PostgreSQL does where nobody told it otherwise; our tests tell it."""


def use_disk() -> Path:
    """Let everything of this process that is temporary lie on a disk; return where.

    Who stops the process lets it stop, too, what it started.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    place = os.environ.setdefault("FEEDBACKPULSE_TEST_PLACE", USUAL)
    os.environ["TMPDIR"] = place
    tempfile.tempdir = None  # to be looked up anew
    return Path(place)


@contextmanager
def site(engine: EngineName) -> Iterator[Site]:
    """Start what an engine needs, as careful as in production; all of it is gone afterwards."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        if engine == "postgresql":
            server = postgres.start(*CAREFUL)
            stack.callback(server.stop)
            make_roles(server.sockets)
            make_databases(place / "empty", server.sockets)
        app = create_app(settings_in(place / "empty"))
        upgrade(app)
        close(app)
        yield Site(engine=engine, empty=place / "empty", short=False, histories=place)
