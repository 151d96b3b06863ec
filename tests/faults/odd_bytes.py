"""Send a server bytes that no browser sends, and read what it makes of them."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PATIENCE: Final = 15.0
_STATUS: Final = re.compile(rb"HTTP/1\.\d (\d{3})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Odd:
    """A request as it goes over the line; *sent* may be more than one thinks of at once."""

    name: str
    head: bytes
    sent: Iterable[bytes] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """The status of the answer, 0 when the connection was closed without one, and after how long."""

    status: int
    seconds: float


def ask(address: str, odd: Odd) -> Heard:
    """Send a request, and return what was heard. A server may answer before it has read all."""
    place, began = urlsplit(address), time.monotonic()
    answer = b""
    with socket.create_connection((place.hostname or "", place.port or 0), PATIENCE) as line:
        with suppress(OSError):  # it has heard enough
            line.sendall(odd.head)
            for piece in odd.sent:
                line.sendall(piece)
        with suppress(OSError):
            answer = line.recv(65536)
    found = _STATUS.match(answer)
    return Heard(status=int(found[1]) if found else 0, seconds=time.monotonic() - began)


def post(path: str, body: bytes, *, kind: str = "application/x-www-form-urlencoded") -> bytes:
    """Return a request with a body of its own."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def get(path: bytes, *, headers: bytes = b"") -> bytes:
    """Return a request for a path, as it is."""
    return (
        b"GET "
        + path
        + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + b"\r\n"
    )
