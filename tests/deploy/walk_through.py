"""Go through docs/operate.md in a clean environment, and print what each command said.

    python -m tests.deploy.walk_through

It builds the wheel, installs it in a new virtual environment, and uses it away from the checkout:
first as one process on SQLite, then as gunicorn, a worker and nginx on a PostgreSQL of its own.
Everything listens on 127.0.0.1 or a socket, and is gone at the end. It needs PyPI.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from feedbackpulse.config import PREFIX
from tests import postgres
from tests.databases import address_in, make_databases, make_roles
from tests.deploy.proxy import DEPLOY, NAME, ROOT, proxying, trusting
from tests.faults.running import HERE, free_port

_TOKEN: Final = "walking-through-with-a-token-of-my-own"
_PATIENCE: Final = 60.0


class WentWrongError(RuntimeError):
    """The guide and the product do not agree."""


@dataclass(kw_only=True, slots=True)
class Walk:
    """An operator at a terminal: a folder, a virtual environment and variables."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def bin(self) -> Path:
        """Return where the commands of the new environment are."""
        return self.folder / "venv" / "bin"

    def environment(self) -> dict[str, str]:
        """Return what a command finds, and nothing of the checkout."""
        theirs = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
        for name in ("VIRTUAL_ENV", "PYTHONPATH"):
            theirs.pop(name, None)
        path = f"{self.bin}:{theirs['PATH']}"
        return (
            theirs | {"PATH": path} | {PREFIX + name: text for name, text in self.variables.items()}
        )

    def run(self, line: str, *, status: Sequence[int] = (0,)) -> str:
        """Run a line, print it and what it said. Raises WentWrongError."""
        say(f"$ {self._without_places(line)}")
        done = subprocess.run(
            shlex.split(line),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        say(self._without_places(done.stdout.rstrip()))
        if done.returncode not in status:
            raise WentWrongError(f"{line} ended with {done.returncode}")
        return done.stdout

    @contextmanager
    def running(self, line: str) -> Iterator[subprocess.Popen[str]]:
        """Run a line beside us until the block ends; then SIGTERM has to end it well."""
        say(f"$ {self._without_places(line)} &")
        log = self.folder / f"{time.monotonic_ns()}.log"
        with log.open("w") as said:
            process = subprocess.Popen(
                shlex.split(line),
                cwd=self.folder,
                env=self.environment(),
                stdout=said,
                stderr=said,
                text=True,
            )
        try:
            yield process
            process.terminate()
            status = process.wait(_PATIENCE)
        finally:
            process.kill()
        say(self._without_places(log.read_text(encoding="utf-8").rstrip()))
        say(f"  SIGTERM: ended with {status}")
        if status:
            raise WentWrongError(f"{line} ended with {status}")

    def _without_places(self, text: str) -> str:
        text = text.replace(str(self.folder), "…").replace(f"{ROOT}", ".")
        return re.sub(r"\?host=\S+", "?host=…", re.sub(r"#\S{20,}", "#…", text))


def say(text: str) -> None:
    """Print a piece of the record."""
    if text:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def fetch(address: str, *, wanted: str, headers: dict[str, str], **options: object) -> None:
    """Fetch a page that must come soon and hold certain words. Raises WentWrongError."""
    deadline, found = time.monotonic() + _PATIENCE, ""
    while time.monotonic() < deadline:
        try:
            request = Request(address, headers=headers)  # noqa: S310  (our own address)
            with urlopen(request, timeout=5, **options) as answer:  # type: ignore[call-overload]  # noqa: S310  (as above)
                found = answer.read().decode()
        except HTTPError as error:
            found = error.read().decode()
            error.close()
        except OSError as error:
            found = str(error)
        if wanted in found:
            say(f"  fetched {re.sub(':[0-9]+', ':…', address)}: it says {wanted!r}")
            return
        time.sleep(0.2)
    raise WentWrongError(f"{address} does not say {wanted!r}: {found[:500]}")


def main() -> None:
    """Go through the guide."""
    with tempfile.TemporaryDirectory(prefix="feedbackpulse-walk-") as place, ExitStack() as stack:
        walk = Walk(folder=Path(place))
        began = time.monotonic()
        install(walk)
        one_process(walk)
        back_up(walk)
        server = postgres.start()
        stack.callback(server.stop)
        make_roles(server.sockets)
        to_postgres(walk, server.sockets)
        several_processes(walk)
        upgrade(walk)
        back_again(walk)
        say(f"\nThe guide was gone through in {time.monotonic() - began:.0f} s.")


def install(walk: Walk) -> None:
    """Build the wheel and install it where nothing is yet."""
    say("# Install")
    walk.run(f"{sys.executable} -m venv {walk.folder / 'venv'}")
    walk.run(f"pip wheel -qq --no-deps --wheel-dir {walk.folder} {ROOT}")
    [wheel] = walk.folder.glob("feedbackpulse-*.whl")
    walk.run(f"pip install -qq '{wheel}[production,postgres,reports]'")


def one_process(walk: Walk) -> None:
    """Start as one process on SQLite, and stop."""
    say("\n# One process")
    port = free_port()
    walk.variables |= {"INSTANCE_PATH": str(walk.folder / "instance"), "PORT": str(port)}
    walk.run("feedbackpulse migrate")
    walk.run("feedbackpulse doctor")
    walk.run("feedbackpulse admin create you@example.org You")
    with walk.running("feedbackpulse serve"):
        fetch(f"http://{HERE}:{port}/health", wanted="ok", headers={})
        fetch(f"http://{HERE}:{port}/sign-in", wanted="<form", headers={})


def back_up(walk: Walk) -> None:
    """Write a backup, look at it, and copy the keys."""
    say("\n# Back up, and rotate keys")
    file = walk.folder / "first.backup"
    walk.run(f"feedbackpulse backup {file}")
    walk.run(f"feedbackpulse restore --check {file}")
    walk.run("feedbackpulse keys rotate")
    walk.run(f"feedbackpulse keys copy {walk.folder / 'safe'}", status=(0, 1))


def to_postgres(walk: Walk, sockets: Path) -> None:
    """Move everything to two databases with two roles."""
    say("\n# Move to PostgreSQL")
    place = walk.folder / "server"
    make_databases(place, sockets)
    address = address_in(place)
    assert address is not None
    urls = {"DATABASE_URL": address.url("main"), "BALLOT_DATABASE_URL": address.url("box")}
    walk.variables |= {f"MOVE_TO_{name}": url for name, url in urls.items()}
    walk.run("feedbackpulse move")
    for name in urls:
        del walk.variables[f"MOVE_TO_{name}"]
    walk.variables |= {**urls, "QUEUE_URL": urls["DATABASE_URL"]}


def several_processes(walk: Walk) -> None:
    """Run gunicorn, a worker and nginx with the files of deploy/."""
    say("\n# Several processes behind nginx")
    walk.variables |= {
        "SECRET_KEY": os.urandom(32).hex(),
        "METRICS_TOKEN": _TOKEN,
        "LOG_FORMAT": "json",
        "PUBLIC_URL": f"https://{NAME}",
        "TRUSTED_PROXIES": "1",
        "PORT": str(free_port()),
    }
    walk.run("feedbackpulse migrate")
    walk.run("feedbackpulse doctor")
    with walk.running("feedbackpulse worker"), walk.running(_gunicorn()):
        look_around(walk)


def _gunicorn() -> str:
    return f"gunicorn --config {DEPLOY / 'gunicorn.conf.py'} feedbackpulse.wsgi:app"


def look_around(walk: Walk) -> None:
    """Ask what the guide says to ask, and open a page through nginx."""
    port = int(walk.variables["PORT"])
    fetch(f"http://{HERE}:{port}/ready", wanted='"ready"', headers={})
    watching = {"Authorization": f"Bearer {_TOKEN}"}
    wanted = 'feedbackpulse_store_well{store="main"} 1.0'
    fetch(f"http://{HERE}:{port}/metrics", wanted=wanted, headers=watching)
    place = walk.folder / f"nginx-{time.monotonic_ns()}"
    place.mkdir()
    with proxying(place, upstream=[port]) as proxy:
        host, trust = {"Host": NAME}, trusting(proxy)
        fetch(f"{proxy.address}/sign-in", wanted="<form", headers=host, context=trust)
        fetch(f"{proxy.address}/ready", wanted="404", headers=host, context=trust)


def upgrade(walk: Walk) -> None:
    """Install a version over the old one, as an upgrade does."""
    say("\n# Upgrade")
    walk.run(f"feedbackpulse backup {walk.folder / 'before.backup'}")
    [wheel] = walk.folder.glob("feedbackpulse-*.whl")
    walk.run(f"pip install -qq --no-deps --force-reinstall {wheel}")
    walk.run("feedbackpulse migrate")
    with walk.running("feedbackpulse worker"), walk.running(_gunicorn()):
        look_around(walk)


def back_again(walk: Walk) -> None:
    """Put the backup into empty databases: here two files."""
    say("\n# Back again")
    for name in ("DATABASE_URL", "BALLOT_DATABASE_URL", "QUEUE_URL"):
        del walk.variables[name]
    walk.variables["INSTANCE_PATH"] = str(walk.folder / "again")
    walk.variables["KEYSTORE"] = str(walk.folder / "instance" / "keystore")
    walk.run(f"feedbackpulse restore {walk.folder / 'before.backup'}")
    walk.run("feedbackpulse doctor --strict", status=(0, 1))
    walk.run("feedbackpulse where")


if __name__ == "__main__":
    main()
