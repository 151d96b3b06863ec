"""A real mail server for the tests: it speaks SMTP on this machine, and keeps what it took."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from feedbackpulse import clock

HOST = "localhost"
TAKEN = "250 taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A mail as the server took it."""

    to: str
    sender: str
    encrypted: bool
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """Return it as a mail program reads it."""
        found = message_from_bytes(self.raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def id(self) -> str:
        """Return its Message-ID."""
        return str(self.message["Message-ID"])

    def part(self, kind: str) -> str:
        """Return the "plain" or the "html" part."""
        found = self.message.get_body(preferencelist=(kind,))
        assert found is not None
        return str(found.get_content()).replace("\r\n", "\n")


@dataclass(kw_only=True, slots=True)
class Box:
    """What the server took, and how it answers meanwhile: tests change that as they go."""

    mails: list[Received] = field(default_factory=list)
    recipient: Callable[[str], str] = lambda _: TAKEN
    content: Callable[[str], str] = lambda _: TAKEN
    sender: Callable[[str], str] = lambda _: TAKEN
    silence: float = 0.0
    """So many seconds it says nothing after a mail has come."""
    after: Callable[[], object] = lambda: None
    """Called when a mail was kept and before the server says so: where a kill hurts most."""

    def times(self) -> Counter[str]:
        """Return how often each mail came."""
        return Counter(mail.id for mail in self.mails)

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer who says who writes."""
        envelope.mail_from = address
        return self.sender(address)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer who says whom a mail is for."""
        answer = self.recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep a mail and say so."""
        [to] = envelope.rcpt_tos
        await asyncio.sleep(self.silence)
        answer = self.content(to)
        if answer.startswith("250"):
            self.mails.append(_received(to, envelope, session))
            self.after()
        return answer


@contextmanager
def mail_server(
    box: Box,
    *,
    port: int = 0,
    certificate: Path | None = None,
    at_once: bool = False,
    login: tuple[str, str] | None = None,
) -> Iterator[int]:
    """Run a mail server until the block ends; yield its port.

    With a *certificate* it insists on STARTTLS, or on encryption *at once*; with a *login* on that.
    """
    context = None if certificate is None else server_context(certificate)
    options: dict[str, Any] = {}
    if context is not None and not at_once:
        options = {"tls_context": context, "require_starttls": True}
    if login is not None:
        options |= {"authenticator": _asks_for(login), "auth_required": True}
        options |= {"auth_require_tls": context is not None and not at_once}
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=context if at_once else None,
        **options,
    )
    server.start()
    try:
        yield server.port
    finally:
        server.stop(no_assert=True)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path, *, names: tuple[str, ...] = (HOST,)) -> Path:
    """Make a certificate that vouches for itself, with its key, in one file; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    known = [x509.DNSName(one) for one in names]
    here = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))] if HOST in names else []
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([*known, *here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / f"{names[0]}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def server_context(certificate: Path) -> ssl.SSLContext:
    """Return what a server with this certificate encrypts with."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def trusting(certificate: Path) -> ssl.SSLContext:
    """Return what a client trusts that knows this certificate and no other."""
    return ssl.create_default_context(cafile=certificate)


def _received(to: str, envelope: Envelope, session: Session) -> Received:
    content = envelope.content
    assert isinstance(content, bytes)
    return Received(
        to=to,
        sender=str(envelope.mail_from),
        encrypted=session.ssl is not None,
        raw=content,
    )


def _asks_for(login: tuple[str, str]) -> Callable[..., AuthResult]:
    def check(
        server: Any, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        said = (given.login.decode(), given.password.decode())
        return AuthResult(success=said == login, handled=False)

    return check
