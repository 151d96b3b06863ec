"""A way to PostgreSQL that can be disturbed: it listens on 127.0.0.1 and leads to a server's socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from tests.faults.running import HERE
from tests.postgres import SOCKET

_PIECE: Final = 65536
_COMMIT: Final = b"COMMIT\0"


class Mode(Enum):
    """What happens to what comes by."""

    PASS = "pass"
    REFUSE = "refuse"
    SWALLOW = "swallow"
    LOSE_COMMIT = "lose the answer to a COMMIT"


@dataclass(kw_only=True, slots=True)
class Proxy:
    """The way, and how it is disturbed at the moment."""

    port: int
    mode: Mode = Mode.PASS
    lost: int = 0
    """How many answers to a COMMIT never came."""
    _lines: list[_Line] = field(default_factory=list)

    def url(self, role: str, database: str) -> str:
        """Return the address of a database that is reached this way."""
        return f"postgresql+psycopg://{role}@{HERE}:{self.port}/{database}"

    def disturb(self, mode: Mode) -> None:
        """Disturb from now on; refusing also cuts whoever is connected."""
        self.mode = mode
        if mode is Mode.REFUSE:
            self.cut()

    def cut(self) -> None:
        """Cut everybody off."""
        for line in list(self._lines):
            line.cut()
        self._lines.clear()

    def lead(self, client: socket.socket, target: Path) -> None:
        """Connect somebody, unless nobody is let in."""
        if self.mode is Mode.REFUSE:
            client.close()
            return
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(str(target))
        except OSError:
            client.close()
            return
        line = _Line(proxy=self, client=client, server=server)
        self._lines.append(line)
        line.begin()


@dataclass(kw_only=True, slots=True)
class _Line:
    """One connection through the proxy. What was silenced once says nothing any more."""

    proxy: Proxy
    client: socket.socket
    server: socket.socket
    _is_silent: bool = False
    _commits: bool = False

    def begin(self) -> None:
        for way in (self._there, self._back):
            threading.Thread(target=way, daemon=True).start()

    def cut(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _there(self) -> None:
        with suppress(OSError):
            while piece := self.client.recv(_PIECE):
                self._is_silent |= self.proxy.mode is Mode.SWALLOW
                self._commits = _COMMIT in piece and self.proxy.mode is Mode.LOSE_COMMIT
                if not self._is_silent:
                    self.server.sendall(piece)
        self._end()

    def _back(self) -> None:
        with suppress(OSError):
            while piece := self.server.recv(_PIECE):
                if self._commits:  # it is committed, and nobody will hear of it
                    self.proxy.lost += 1
                    break
                self._is_silent |= self.proxy.mode is Mode.SWALLOW
                if not self._is_silent:
                    self.client.sendall(piece)
        self._end()

    def _end(self) -> None:
        self.cut()
        for end in (self.client, self.server):
            end.close()


@contextmanager
def proxied(sockets: Path) -> Iterator[Proxy]:
    """Lead to the server with this folder of sockets until the block ends."""
    with socket.create_server((HERE, 0), backlog=128) as door:
        proxy = Proxy(port=door.getsockname()[1])
        threading.Thread(target=_let_in, args=(door, proxy, sockets / SOCKET), daemon=True).start()
        yield proxy
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        proxy.cut()


def _let_in(door: socket.socket, proxy: Proxy, target: Path) -> None:
    with suppress(OSError):
        while True:
            client, _address = door.accept()
            proxy.lead(client, target)
