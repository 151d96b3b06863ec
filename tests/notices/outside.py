"""A real HTTPS server on this machine that stands for one outside, with a certificate of its own."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from feedbackpulse import clock
from feedbackpulse.notices.webhook import Door

HOST: Final = "hooks.example.org"
LOOPBACK: Final = "127.0.0.1"


@dataclass(kw_only=True)
class Outside:
    """What came in, and what is answered."""

    door: Door
    port: int
    came: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    status: int = 200
    says: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False

    def address(self, path: str = "/services/secret", host: str = HOST) -> str:
        """Return an address on this server."""
        return f"https://{host}:{self.port}{path}"

    def closed_to_loopback(self) -> Door:
        """Return the same door, with the rule about private addresses as it really is."""
        return replace(self.door, is_public=Door(hosts=()).is_public)


@contextmanager
def running(folder: Path, patience: float = 5.0) -> Iterator[Outside]:
    """Run the server; its door takes it for a host out on the internet."""
    certificate = _certificate(folder)
    trusted = ssl.create_default_context(cafile=str(certificate))
    server = ThreadingHTTPServer((LOOPBACK, 0), _Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    door = Door(
        hosts=(f"{HOST}:{port}",),
        tls=trusted,
        resolve=lambda _host, _port: (LOOPBACK,),
        is_public=lambda _address: True,
        patience=patience,
    )
    outside = Outside(door=door, port=port)
    server.outside = outside  # type: ignore[attr-defined]  # so that the handler finds it
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        outside: Outside = self.server.outside  # type: ignore[attr-defined]  # set above
        length = int(self.headers["Content-Length"])
        outside.came.append(json.loads(self.rfile.read(length)))
        outside.paths.append(self.path)
        self.send_response(outside.status)
        for name, value in outside.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(outside.says)
        while outside.drips:
            try:
                self.wfile.write(b".")
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / "outside.pem"
    file.write_bytes(key.private_bytes(pem, pkcs8, plain) + made.public_bytes(pem))
    return file
