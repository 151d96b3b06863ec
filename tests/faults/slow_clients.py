"""Clients that send a byte now and then and never come to an end, from a thread of their own."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

EVERY: Final = 0.5
"""Seconds between two bytes of one client."""
_HEAD: Final = (
    b"POST /ballot/cast HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)


@contextmanager
def slow_clients(address: str, count: int) -> Iterator[list[socket.socket]]:
    """Let so many clients begin to send a form each, slowly, until the block ends."""
    place, over = urlsplit(address), threading.Event()
    lines = []
    for _ in range(count):
        line = socket.create_connection((place.hostname or "", place.port or 0), 5)
        line.sendall(_HEAD)
        line.settimeout(0)
        lines.append(line)
    thread = threading.Thread(target=_go_on, args=(lines, over), daemon=True)
    thread.start()
    try:
        yield lines
    finally:
        over.set()
        thread.join()
        for line in lines:
            line.close()


def _go_on(lines: list[socket.socket], over: threading.Event) -> None:
    while not over.wait(EVERY):
        _, ready, _ = select.select([], [one for one in lines if one.fileno() >= 0], [], 0)
        for line in ready:
            with suppress(OSError):  # the server has had enough of this one
                line.send(b"x")
