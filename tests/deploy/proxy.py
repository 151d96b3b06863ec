"""The nginx of `deploy/nginx` on ports of this machine, with its own files and a certificate made here."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from feedbackpulse import clock
from feedbackpulse._tools import find_nginx
from tests.faults.running import HERE, free_port

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
NAME: Final = "pulse.example.org"
_UNPACKED: Final = ROOT / ".venv" / "nginx"
_TYPES: Final = """types {
    text/html html; text/css css; application/javascript js;
    image/svg+xml svg; font/woff2 woff2; font/ttf ttf; text/plain txt;
}
"""


class NoNginxError(RuntimeError):
    """There is no nginx on this machine."""


def program() -> str:
    """Return the path of nginx. Raises NoNginxError."""
    found = find_nginx(_UNPACKED)
    if not found:
        raise NoNginxError("there is no nginx; on Debian, `apt-get install -y nginx` brings one")
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Proxy:
    """An nginx in a folder, with the ports on which it listens."""

    folder: Path
    https: int
    http: int

    @property
    def address(self) -> str:
        """Return where people would come in."""
        return f"https://{HERE}:{self.https}"

    @property
    def certificate(self) -> Path:
        """Return the certificate, which nobody else vouches for."""
        return self.folder / "tls" / "fullchain.pem"

    def command(self, *more: str) -> list[str]:
        """Return how nginx is started with this folder's files."""
        return [program(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *more]


def lay_out(folder: Path, *, upstream: Sequence[int], talks: bool = False) -> Proxy:
    """Put the files of `deploy/nginx` into a folder; only ports and places are others.

    One that *talks* says what it does, which no installation should.
    """
    proxy = Proxy(folder=folder, https=free_port(), http=free_port())
    shutil.copytree(DEPLOY / "nginx", folder / "feedbackpulse")
    (folder / "tls").mkdir()
    (folder / "site").mkdir()
    (folder / "site" / "static").symlink_to(ROOT / "static")
    shutil.copy(DEPLOY / "nginx" / "away.html", folder / "site" / "away.html")
    (folder / "mime.types").write_text(_TYPES, encoding="utf-8")
    _make_certificate(folder / "tls")
    servers = "".join(f"server {HERE}:{port};\n" for port in upstream)
    (folder / "feedbackpulse" / "upstream.conf").write_text(
        f"upstream feedbackpulse {{\n{servers}}}\n", encoding="utf-8"
    )
    changes = {
        "/etc/nginx/mime.types": str(folder / "mime.types"),
        "/etc/feedbackpulse/tls": str(folder / "tls"),
        "/srv/feedbackpulse": str(folder / "site"),
        "/tmp/nginx": str(folder / "nginx"),  # noqa: S108  (what is replaced)
        "listen 80;": f"listen {HERE}:{proxy.http};",
        "listen 443 ssl": f"listen {HERE}:{proxy.https} ssl",
        f"server_name {NAME};": f"server_name {NAME} {HERE};",
    }
    if talks:
        changes["error_log /dev/null emerg;"] = "error_log stderr warn;"
    for name in ("nginx.conf", "feedbackpulse.conf"):
        text = (DEPLOY / "nginx" / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        place = folder if name == "nginx.conf" else folder / "feedbackpulse"
        (place / name).write_text(_as_ourselves(text), encoding="utf-8")
    return proxy


def _as_ourselves(text: str) -> str:
    """Let root's nginx read our own files: its workers would become nobody else."""
    return f"user root;\n{text}" if os.geteuid() == 0 and "worker_processes" in text else text


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = clock.now()
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address(HERE))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@contextmanager
def proxying(folder: Path, *, upstream: Sequence[int], talks: bool = False) -> Iterator[Proxy]:
    """Run nginx in front of servers until the block ends."""
    proxy = lay_out(folder, upstream=upstream, talks=talks)
    with (folder / "said").open("wb") as said:
        nginx = subprocess.Popen(
            proxy.command("-g", "daemon off;"), stdout=said, stderr=said, stdin=subprocess.DEVNULL
        )
        try:
            _wait_for(proxy, nginx)
            yield proxy
        finally:
            nginx.terminate()
            nginx.wait(20)


def trusting(proxy: Proxy) -> ssl.SSLContext:
    """Return a context that takes the certificate of a proxy, and no other."""
    return ssl.create_default_context(cafile=str(proxy.certificate))


def _wait_for(proxy: Proxy, nginx: subprocess.Popen[bytes]) -> None:
    address = f"{proxy.address}/static/img/icon.svg"
    for _ in range(200):
        try:
            with urlopen(address, timeout=2, context=trusting(proxy)):  # noqa: S310  (our own)
                return
        except URLError:
            if nginx.poll() is not None:
                break
            time.sleep(0.05)
    raise NoNginxError((proxy.folder / "said").read_text(encoding="utf-8"))
