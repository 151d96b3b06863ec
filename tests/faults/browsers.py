"""Speak HTTP as a browser does: one connection that is kept, cookies, and an end to its patience.

Only to this machine: nothing here can be aimed at anybody else's server.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from select import select
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

PATIENCE: Final = 20.0
"""Seconds without an answer after which static/js/ballot/deliver.js gives up, too."""
_HERE: Final = {"127.0.0.1", "localhost"}
_PIECE: Final = 128
_FORM: Final = "application/x-www-form-urlencoded"


class UnreachableError(ConnectionError):
    """No connection came about, so nothing was asked and nothing has happened."""


class UnansweredError(ConnectionError):
    """Something was asked and no answer came: nobody can say whether it happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """Return the page."""
        return self.body.decode(errors="replace")

    @property
    def content(self) -> dict[str, Any]:
        """Return the object in it, which is empty when this is no JSON."""
        if self.headers.get_content_type() != "application/json":
            return {}
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def leads_to(self) -> str:
        """Return the path of the page that it sends the browser to, or nothing."""
        parts = urlsplit(self.headers.get("Location", ""))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass(kw_only=True)
class Browser:
    """Somebody's browser at one server, such as http://127.0.0.1:8000.

    *headers* are sent with every request, such as the name the server goes by. With a *pace*
    no more than so many bytes a second are sent or read.
    """

    address: str
    patience: float = PATIENCE
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    pace: int = 0
    tls: ssl.SSLContext | None = None
    _connection: HTTPConnection | None = None

    def get(self, path: str) -> Reply:
        """Fetch something; a redirection is not followed."""
        return self._ask("GET", path, None, self._own_headers())

    def post(self, path: str, form: Mapping[str, str], *, anonymous: bool = False) -> Reply:
        """Send a form; if *anonymous*, without cookies and without the page it came from."""
        own = {} if anonymous else {**self._own_headers(), "Referer": f"{self._named}/"}
        return self._ask("POST", path, urlencode(form).encode(), {**own, "Content-Type": _FORM})

    def post_and_leave(self, path: str, form: Mapping[str, str]) -> None:
        """Send a form without cookies, and go before the answer comes."""
        connection = self._connected()
        with self._lost_when_broken():
            connection.request("POST", path, urlencode(form).encode(), {"Content-Type": _FORM})
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    @property
    def _named(self) -> str:
        scheme = self.headers.get("X-Forwarded-Proto", urlsplit(self.address).scheme)
        return f"{scheme}://{self.headers.get('Host') or urlsplit(self.address).netloc}"

    def _pieces(self, answer: HTTPResponse) -> Iterator[bytes]:
        while piece := answer.read(_PIECE):
            yield piece
            time.sleep(len(piece) / self.pace)

    def _own_headers(self) -> dict[str, str]:
        pairs = [f"{name}={value}" for name, value in self.cookies.items()]
        return {"Cookie": "; ".join(pairs)} if pairs else {}

    def _ask(self, method: str, path: str, sent: bytes | None, headers: dict[str, str]) -> Reply:
        connection = self._connected()
        with self._lost_when_broken():
            connection.request(method, path, body=sent, headers={**self.headers, **headers})
            answer = connection.getresponse()
            body = answer.read() if not self.pace else b"".join(self._pieces(answer))
            reply = Reply(status=answer.status, headers=answer.headers, body=body)
        if answer.will_close:
            self.close()
        self._keep_cookies(answer.headers)
        return reply

    def _connected(self) -> HTTPConnection:
        """Return the connection that is kept, or a new one when the server has let go of it."""
        if self._connection is not None and not _is_at_rest(self._connection):
            self.close()
        if self._connection is None:
            self._connection = self._new_connection()
        return self._connection

    def _new_connection(self) -> HTTPConnection:
        place = urlsplit(self.address)
        assert place.hostname in _HERE, "clients stay on this machine"
        connection = _connection(place.hostname, place.port, self.patience, self.tls)
        connection.pace = self.pace
        try:
            connection.connect()
        except OSError as error:
            raise UnreachableError(str(error)) from error
        return connection

    @contextmanager
    def _lost_when_broken(self) -> Iterator[None]:
        try:
            yield
        except (OSError, HTTPException) as error:
            self.close()
            raise UnansweredError(f"{type(error).__name__}: {error}") from error

    def _keep_cookies(self, headers: Message) -> None:
        for line in headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)


class _Slow(HTTPConnection):
    """A connection that sends piece by piece, where it has a pace."""

    pace = 0

    def send(self, data: Any) -> None:
        """Send bytes no faster than the pace."""
        if not self.pace:
            super().send(data)
            return
        for start in range(0, len(data), _PIECE):
            super().send(data[start : start + _PIECE])
            time.sleep(_PIECE / self.pace)


class _SlowTls(_Slow, HTTPSConnection):
    """The same behind a lock in the address bar."""


def _connection(host: str, port: int | None, patience: float, tls: ssl.SSLContext | None) -> _Slow:
    if tls is None:
        return _Slow(host, port, timeout=patience)
    return _SlowTls(host, port, timeout=patience, context=tls)


def _is_at_rest(connection: HTTPConnection) -> bool:
    """Say whether a connection is open, with nothing to read: not even its end."""
    return connection.sock is not None and not select([connection.sock], [], [], 0)[0]
