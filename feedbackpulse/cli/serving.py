"""One process that serves pages and runs the jobs, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final, NoReturn

import click
from flask import Flask
from waitress.server import BaseWSGIServer, create_server

from feedbackpulse.config import Settings

FIRST_TRY: Final = 8000
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
MOST_CONNECTIONS: Final = 800
"""Clients that never finish cost little and shut nobody out; most systems allow 1,024 open files."""
PATIENCE: Final = 0.8
"""Seconds to end what is going on. Both stores and the closing of rounds survive being cut off."""


def serve_app(
    app: Flask,
    settings: Settings,
    *,
    jobs: AbstractContextManager[object],
    on_ready: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or Ctrl-C; *on_ready* gets the address."""
    with _signals_for_this_thread():
        server = _listen(app, settings)
        stack = ExitStack()
        stack.enter_context(jobs)
    with stack:
        for number in _SIGNALS:
            signal.signal(number, _stop)
        on_ready(f"http://{settings.host}:{server.effective_port}/")
        server.run()
        server.close()


@contextmanager
def _signals_for_this_thread() -> Iterator[None]:
    """Start threads that leave the signals to this one, which then hears them at once."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(_signal: int, _frame: object) -> NoReturn:
    deadline = threading.Timer(PATIENCE, os._exit, [0])
    deadline.daemon = True
    deadline.start()
    raise SystemExit(0)


def _listen(app: Flask, settings: Settings) -> BaseWSGIServer:
    """Take the chosen port; without a choice the usual one, else any that is free."""
    for port in (settings.port,) if settings.port else (FIRST_TRY, 0):
        try:
            return create_server(
                app,
                host=settings.host,
                port=port,
                threads=8,
                connection_limit=MOST_CONNECTIONS,
                asyncore_use_poll=True,
                max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
                ident=None,
                clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
            )
        except OSError:
            continue
    raise click.ClickException(
        f"port {settings.port} is taken; choose another with FEEDBACKPULSE_PORT"
    )
