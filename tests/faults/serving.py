"""A server to answer at: gunicorn with two processes, or for a short try threads in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from feedbackpulse import create_app
from tests.conftest import close
from tests.databases import settings_in
from tests.faults.running import HERE, Installation, Site, gunicorn

THREADS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """Where pages are served."""

    address: str


@contextmanager
def served(site: Site, installation: Installation, **settings: Any) -> Iterator[Served]:
    """Serve an installation in the way that fits how much is tried."""
    if not site.short:
        with gunicorn(installation, threads=THREADS) as server:
            yield Served(address=server.address)
        return
    app = create_app(replace(settings_in(installation.folder), **settings))
    with in_threads(app) as address:
        yield Served(address=address)
    close(app)


@contextmanager
def in_threads(app: Flask) -> Iterator[str]:
    """Serve an application with threads of this process."""
    server = make_server(HERE, 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HERE}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  (named by Werkzeug)
        """Log no requests."""
