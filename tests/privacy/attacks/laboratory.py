"""Makes what attacks need outside the test suite: an engine, an empty instance and a browser."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from feedbackpulse import _tools, create_app
from feedbackpulse.schema import upgrade
from tests import postgres
from tests.browser import chromium
from tests.conftest import close
from tests.databases import EngineName, make_databases, make_roles, settings_in
from tests.privacy.attacks.measure import Lab, Scale


class NoBrowserError(RuntimeError):
    """Some attacks are on what the page does, and there is no browser."""


@contextmanager
def laboratory(engine: EngineName, scale: Scale) -> Iterator[Lab]:
    """Start what is needed; all of it is gone afterwards."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="attacks-"))
        empty = Path(place) / "empty"
        if engine == "postgresql":
            server = postgres.start()
            stack.callback(server.stop)
            make_roles(server.sockets)
            make_databases(empty, server.sockets)
        app = create_app(settings_in(empty))
        upgrade(app)
        close(app)
        yield Lab(engine=engine, scale=scale, empty=empty, browser=_browser(stack))


def _browser(stack: ExitStack) -> Callable[[], Browser]:
    """Return a function that starts a browser when somebody asks for it first."""
    started: list[Browser] = []

    def ask() -> Browser:
        if not started:
            path = _tools.find_browser()
            if not path:
                raise NoBrowserError("there is no Chromium; FEEDBACKPULSE_CHROMIUM can name one")
            started.append(stack.enter_context(chromium.running(path)))
        return started[0]

    return ask
