"""Post a small message to an address outside that an administrator typed in.

Such an address is not believed. It has to be HTTPS to a host that the operator allows; the name
has to stand for public addresses only, and the connection goes to the very address that was
looked at, so that a name cannot mean something else a moment later. No redirect is followed, and
of the answer no more is read than says whether the message arrived. Nothing here is logged: the
address is the key to the channel.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from http.client import HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

PATIENCE: Final = 5.0
"""Seconds for everything together, however slowly the other side answers."""
_HTTPS_PORT: Final = 443
_LONGEST_ADDRESS: Final = 2000
_READ_AT_MOST: Final = 2000
_REDIRECT, _CLIENT_ERROR, _SERVER_ERROR = 300, 400, 500
_TOO_MANY: Final = 429
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
"""Where a network keeps the IPv4 addresses that it translates for IPv6."""
# A connector of Teams answers 200 when it could not deliver, and says so in words.
_FAILED_ALL_THE_SAME: Final = b"delivery failed"

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Fault(StrEnum):
    """Why an address is not posted to, or a message did not arrive."""

    NOT_AN_ADDRESS = "not_an_address"
    NOT_HTTPS = "not_https"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_HOST = "unknown_host"
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    BAD_CERTIFICATE = "bad_certificate"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    BUSY = "busy"

    @property
    def passes(self) -> bool:
        """Say whether the same message may arrive later."""
        return self in {Fault.UNKNOWN_HOST, Fault.UNREACHABLE, Fault.BUSY}


class AddressRefusedError(ValueError):
    """An address that nothing is ever posted to."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)  # never the address: it is a secret
        self.fault = fault


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses that a name stands for. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def trusted() -> ssl.SSLContext:
    """Return whom this machine trusts; read once, because reading it takes longer than a page."""
    return ssl.create_default_context()


def is_public(address: str) -> bool:
    """Say whether an IP address is out on the internet, also when it is one inside another."""
    try:
        found = _innermost(ipaddress.ip_address(address))
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found.sixtofour or found.teredo):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _innermost(found: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _TRANSLATED:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Which addresses outside may be posted to: exact hosts, or `*.` and the end of a name.

    A host may have a port behind a colon; without one only HTTPS's own is allowed.
    """

    hosts: tuple[str, ...]
    tls: ssl.SSLContext = field(default_factory=trusted)
    resolve: Callable[[str, int], Sequence[str]] = resolved
    is_public: Callable[[str], bool] = is_public
    patience: float = PATIENCE

    @classmethod
    def of(cls, hosts: str) -> Door:
        """Return the door for hosts that are written with commas between them."""
        return cls(hosts=tuple(host.strip().lower() for host in hosts.split(",") if host.strip()))

    def lets(self, host: str, port: int) -> bool:
        """Say whether a host and port are allowed."""
        return any(_is_meant(entry, host, port) for entry in self.hosts)


def _is_meant(entry: str, host: str, port: int) -> bool:
    name, _, own_port = entry.partition(":")
    if port != (int(own_port) if own_port.isdecimal() else _HTTPS_PORT):
        return False
    if name.startswith("*."):
        return host.endswith(name[1:]) and len(host) >= len(name)
    return host == name


def check_address(door: Door, address: str) -> SplitResult:
    """Return the parts of an address that may be posted to. Raises AddressRefusedError."""
    is_plain = address.isascii() and address.isprintable() and not set(address) & set(" \\")
    if not is_plain or not 0 < len(address) <= _LONGEST_ADDRESS:
        raise AddressRefusedError(Fault.NOT_AN_ADDRESS)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _HTTPS_PORT
    except ValueError as error:
        raise AddressRefusedError(Fault.NOT_AN_ADDRESS) from error
    if parts.scheme != "https":
        raise AddressRefusedError(Fault.NOT_HTTPS)
    if not host or "@" in parts.netloc:
        raise AddressRefusedError(Fault.NOT_AN_ADDRESS)
    if not door.lets(host, port):
        raise AddressRefusedError(Fault.NOT_ALLOWED)
    return parts


def masked(address: str) -> str:
    """Return as much of an address as may be shown: where it is, and nothing that opens it."""
    return f"https://{urlsplit(address).hostname}/…"


def post_json(door: Door, *, address: str, body: Mapping[str, Any]) -> Fault | None:
    """Post a message once; return why it did not arrive, or None."""
    try:
        parts = check_address(door, address)
        addresses = _looked_up(door, parts)
        with _connected(door, parts, addresses) as secured:
            return _exchange(door, parts, secured, json.dumps(body).encode())
    except AddressRefusedError as error:
        return error.fault
    except ssl.SSLCertVerificationError:
        return Fault.BAD_CERTIFICATE
    except (OSError, HTTPException, ValueError):
        return Fault.UNREACHABLE


def _looked_up(door: Door, parts: SplitResult) -> Sequence[str]:
    """Return the addresses of a host, every one of them public."""
    assert parts.hostname
    try:
        found = door.resolve(parts.hostname, parts.port or _HTTPS_PORT)
    except (OSError, UnicodeError) as error:
        raise AddressRefusedError(Fault.UNKNOWN_HOST) from error
    if not found:
        raise AddressRefusedError(Fault.UNKNOWN_HOST)
    if not all(door.is_public(address) for address in found):
        raise AddressRefusedError(Fault.PRIVATE)
    return found


def _connected(door: Door, parts: SplitResult, addresses: Sequence[str]) -> ssl.SSLSocket:
    """Return a connection to one of these addresses, which proved to be the host."""
    plain = _first_to_answer(addresses, parts.port or _HTTPS_PORT, door.patience)
    try:
        return door.tls.wrap_socket(plain, server_hostname=parts.hostname)
    except BaseException:
        plain.close()
        raise


def _first_to_answer(addresses: Sequence[str], port: int, patience: float) -> socket.socket:
    *others, last = addresses
    for address in others:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=patience / len(addresses))
    return socket.create_connection((last, port), timeout=patience)


def _exchange(door: Door, parts: SplitResult, secured: ssl.SSLSocket, body: bytes) -> Fault | None:
    connection = HTTPSConnection(str(parts.hostname), parts.port or _HTTPS_PORT, context=door.tls)
    connection.sock = secured
    enough = threading.Timer(door.patience, _hang_up, [secured])
    enough.daemon = True
    enough.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json", "Accept": "*/*", "Connection": "close"}
        connection.request("POST", target, body=body, headers=headers)
        response = connection.getresponse()
        return _fault_of(response.status, response.read(_READ_AT_MOST))
    finally:
        enough.cancel()
        connection.close()


def _hang_up(secured: ssl.SSLSocket) -> None:
    """End a connection whose other side sends so slowly that it never stops."""
    with suppress(OSError):
        secured.shutdown(socket.SHUT_RDWR)


def _fault_of(status: int, said: bytes) -> Fault | None:
    if _FAILED_ALL_THE_SAME in said or status == _TOO_MANY or status >= _SERVER_ERROR:
        return Fault.BUSY
    if status >= _CLIENT_ERROR:
        return Fault.REFUSED
    return Fault.REDIRECTED if status >= _REDIRECT else None
