"""What a server can answer at most: `gunicorn benchmarks.hello:app`, or `:bare` without Flask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask

_WORD: Final = b"hello"

app = Flask(__name__)


@app.get("/health")
@app.get("/")
def hello() -> bytes:
    """Say hello through Flask."""
    return _WORD


def bare(_environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """Say hello without it."""
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(_WORD)))])
    return [_WORD]
