"""The services of deploy/compose.yaml as processes of this machine, with the same settings."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any, Final

import yaml

from feedbackpulse.config import PREFIX
from tests.databases import address_in
from tests.deploy.proxy import DEPLOY, NAME, Proxy, proxying, trusting
from tests.faults.browsers import Browser
from tests.faults.running import HERE, PATIENCE, ROOT, Process, Server, free_port

METRICS: Final = "a-token-that-only-who-watches-has"
_COMPOSE: Final[dict[str, Any]] = yaml.safe_load(
    (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
)


@dataclass(kw_only=True)
class SecureBrowser(Browser):
    """Somebody's browser at the proxy, which goes by its public name."""

    proxy: Proxy

    def _new_connection(self) -> HTTPConnection:
        context = trusting(self.proxy)
        return HTTPSConnection(HERE, self.proxy.https, timeout=self.patience, context=context)

    @property
    def _named(self) -> str:
        return f"https://{NAME}"


@dataclass(kw_only=True)
class Stage:
    """The processes of an installation, by the service that they are of."""

    folder: Path
    instance: Path
    replicas: dict[str, list[Process]] = field(default_factory=dict)
    proxy: Proxy | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables of compose.yaml, with our own places for its own."""
        address = address_in(self.instance)
        assert address is not None, "the services share a server"
        chosen = {
            "PUBLIC_URL": f"https://{NAME}",
            "INSTANCE_PATH": str(self.instance),
            "KEYSTORE": str(self.folder / "keys"),
            "BACKUP_PATH": str(self.folder / "backups"),
            "HOST": HERE,
            "DATABASE_URL_FILE": self._secret("main", address.url("main")),
            "BALLOT_DATABASE_URL_FILE": self._secret("box", address.url("box")),
            "QUEUE_URL_FILE": self._secret("main", address.url("main")),
            "SECRET_KEY_FILE": self._secret("key", "only-for-tests-and-long-enough-for-anybody"),
            "METRICS_TOKEN_FILE": self._secret("token", METRICS),
            "ORGANISATION": "De Proeftuin",
            "SMTP_HOST": "",
            "MAIL_FROM": "",
            **more,
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        theirs = dict(_COMPOSE["services"]["web"]["environment"])
        return others | theirs | {PREFIX + name: value for name, value in chosen.items()}

    def _secret(self, name: str, content: str) -> str:
        path = self.folder / f"secret-{name}"
        path.write_text(content, encoding="utf-8")
        return str(path)

    def run(self, service: str) -> None:
        """Run a service that ends by itself."""
        subprocess.run(self._command(service), cwd=ROOT, env=self.environment(), check=True)

    def start(self, service: str, **more: str) -> Process:
        """Start one more replica of a service."""
        place = len(self.replicas.setdefault(service, []))
        started = Process(
            command=self._command(service),
            environment=self.environment(**more),
            log=self.folder / f"{service}-{place}.log",
        )
        started.start()
        self.replicas[service].append(started)
        return started

    def start_web(self) -> Server:
        """Start a server of two processes, which is ready when this returns."""
        port = free_port()
        server = Server(
            command=self._command("web"),
            environment=self.environment(PORT=str(port)) | {"WEB_CONCURRENCY": "2"},
            log=self.folder / f"web-{port}.log",
            port=port,
        )
        server.start()
        self.replicas.setdefault("web", []).append(server)
        return server

    def _command(self, service: str) -> list[str]:
        """Return what a service runs: its own words, or those of its image."""
        if service == "web":
            return [
                *(sys.executable, "-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py")),
                "feedbackpulse.wsgi:app",
            ]
        words = shlex.split(_COMPOSE["services"][service]["command"])
        return [sys.executable, "-m", *words]

    def browser(self) -> SecureBrowser:
        """Give somebody a browser that comes in through the proxy."""
        assert self.proxy is not None
        return SecureBrowser(
            address=self.proxy.address, proxy=self.proxy, headers={"Host": NAME}, patience=PATIENCE
        )

    def logs(self) -> str:
        """Return everything that all processes wrote."""
        return "".join(one.read_text(encoding="utf-8") for one in self.folder.glob("*.log"))


@contextmanager
def staged(folder: Path, instance: Path) -> Iterator[Stage]:
    """Migrate, start two servers and a proxy before them; stop whatever runs at the end."""
    stage = Stage(folder=folder, instance=instance)
    with ExitStack() as stack:
        stack.callback(lambda: [one.stop() for each in stage.replicas.values() for one in each])
        stage.run("migrate")
        servers = [stage.start_web(), stage.start_web()]
        for server in servers:
            server.wait()
        ports = [server.port for server in servers]
        stage.proxy = stack.enter_context(proxying(folder / "nginx", upstream=ports))
        yield stage
