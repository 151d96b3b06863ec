"""Send prepared requests as fast as a server answers them, over connections that are kept.

The client has to be much cheaper than any server, for they share the machine: requests are bytes
made before the clock starts, and of an answer only its status and its length are looked at. Only
127.0.0.1 is ever asked, and only as often as there are requests.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

HERE: Final = "127.0.0.1"
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END: Final = b"\r\n\r\n"
_PIECE: Final = 1 << 16
_PATIENCE: Final = 60.0


class NotServedError(RuntimeError):
    """An answer was not the one that every request should get."""


@dataclass(kw_only=True)
class Hammered:
    """What came of it: seconds in all, and of each request."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return how many requests a second were answered."""
        return len(self.each) / self.seconds


def get(path: str, **headers: str) -> bytes:
    """Return a request for a page."""
    return _head("GET", path, headers) + b"\r\n"


def post(path: str, form: dict[str, str], **headers: str) -> bytes:
    """Return a request that sends a form."""
    body = urlencode(form).encode()
    about = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _head("POST", path, about | headers) + b"\r\n" + body


def hammer(port: int, clients: Sequence[Sequence[bytes]]) -> Hammered:
    """Let each client send its requests one after the other, all at once. Raises NotServedError."""
    found, wrong = Hammered(), list[str]()
    start = threading.Barrier(len(clients) + 1)
    threads = [
        threading.Thread(target=_client, args=(port, requests, start, found, wrong))
        for requests in clients
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - began
    if wrong:
        raise NotServedError(wrong[0])
    return found


def shared(requests: Sequence[bytes], clients: int) -> list[Sequence[bytes]]:
    """Return the requests dealt to so many clients."""
    return [requests[number::clients] for number in range(clients)]


def _client(
    port: int,
    requests: Sequence[bytes],
    start: threading.Barrier,
    found: Hammered,
    wrong: list[str],
) -> None:
    took: list[float] = []
    with socket.create_connection((HERE, port), timeout=_PATIENCE) as server:
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start.wait()
        try:
            for request in requests:
                began = time.perf_counter()
                _ask(server, request)
                took.append(time.perf_counter() - began)
        except (OSError, NotServedError) as error:
            wrong.append(f"{type(error).__name__}: {error}")
    found.each += took


def _ask(server: socket.socket, request: bytes) -> None:
    server.sendall(request)
    answer = b""
    while (end := answer.find(_END)) < 0:
        answer += _more(server)
    length = _LENGTH.search(answer, 0, end)
    if not answer.startswith(b"HTTP/1.1 200") or length is None:
        raise NotServedError(answer[:200].decode(errors="replace"))
    left = int(length[1]) - (len(answer) - end - len(_END))
    while left > 0:
        left -= len(_more(server))


def _more(server: socket.socket) -> bytes:
    got = server.recv(_PIECE)
    if not got:
        raise NotServedError("the server let go of the connection")
    return got


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, ""]).encode()
