"""The product with a leak, for the test of the test: `gunicorn "tests.faults.leaking:leaking()"`."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, Any, Final

from flask import Flask

_AT_ONCE: Final = 6_000_000
_FILES: Final = 4
_PAUSE: Final = 0.4
"""Seconds until something is kept again: the leak shall be found, and not fill the machine."""


@dataclass(kw_only=True)
class _Leak:
    memory: list[bytes] = field(default_factory=list)
    files: list[IO[Any]] = field(default_factory=list)
    last: float = 0.0

    def grow(self) -> None:
        """Keep something, unless that was just done."""
        if time.monotonic() - self.last < _PAUSE:
            return
        self.last = time.monotonic()
        self.memory.append(b"x" * _AT_ONCE)
        self.files += [
            tempfile.NamedTemporaryFile()  # noqa: SIM115  (never to be closed is the mistake)
            for _ in range(_FILES)
        ]


def leaking() -> Flask:
    """Keep memory and open files of requests."""
    from feedbackpulse.wsgi import app

    leak = _Leak()
    app.before_request(leak.grow)
    return app
