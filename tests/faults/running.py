"""Real processes of an installation with an open round: gunicorn, `serve` and workers.

Everything listens on 127.0.0.1 or on a socket in a folder, and is gone when its block ends.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import urlopen

from sqlalchemy import func, select

from feedbackpulse.accounts.domain import new_token
from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.config import PREFIX
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.invited import keep_invitations
from feedbackpulse.roster.tables import RosterRow
from tests.databases import (
    EngineName,
    address_in,
    copy_databases,
    drop_databases,
)
from tests.faults.rounds import open_round_now
from tests.reliability.crash_everywhere import dispose, stores_in

ROOT: Final = Path(__file__).parents[2]
HERE: Final = "127.0.0.1"
PATIENCE: Final = 40.0
"""Seconds for processes to start or to stop."""


class NotServedError(RuntimeError):
    """A server did not come up, or not again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where faults are tried: an engine, an empty instance to copy, and how much is tried."""

    engine: EngineName
    empty: Path
    short: bool
    histories: Path
    """The folder in which each run leaves its history."""
    place: Path | None = None
    """Where installations lie; None for where all that is temporary does."""

    def size(self, short: int, full: int) -> int:
        """Return how often to try something."""
        return short if self.short else full

    @contextmanager
    def installation(
        self, *, people: int = 20, teams: int = 1, cards: int = 0, **settings: str
    ) -> Iterator[Installation]:
        """Make an installation with a round that is open now; it is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="fault-", dir=self.place) as place:
            folder = Path(place) / "instance"
            copy_databases(self.empty, folder)
            try:
                yield Installation.made(
                    folder, people=people, teams=teams, cards=cards, settings=settings
                )
            finally:
                drop_databases(folder)


@dataclass(frozen=True, kw_only=True, slots=True)
class Installation:
    """A folder with databases, an open round, and the code in everybody's invitation."""

    folder: Path
    round_id: RoundId
    codes: Mapping[PersonId, str]
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings of its processes, without the prefix."""

    @classmethod
    def made(
        cls, folder: Path, *, people: int, teams: int, cards: int, settings: Mapping[str, str]
    ) -> Installation:
        """Fill an empty instance."""
        with _reached(folder) as stores:
            round_id, members = open_round_now(stores, people=people, teams=teams, cards=cards)
            codes = {person: new_token() for person in members}
            with stores.main() as session, transaction(session):
                invited = {code: person for person, code in codes.items()}
                keep_invitations(session, round_id=round_id, invited=invited)
        return cls(folder=folder, round_id=round_id, codes=codes, settings=dict(settings))

    @contextmanager
    def stores(self) -> Iterator[Stores]:
        """Reach both databases, beside the processes that are running."""
        with _reached(self.folder) as stores:
            yield stores

    def environment(self) -> dict[str, str]:
        """Return the variables of a process of this installation, and none of ours."""
        chosen = {"INSTANCE_PATH": str(self.folder), "SECRET_KEY": "only-for-tests"}
        if address := address_in(self.folder):
            chosen |= {
                "DATABASE_URL": address.url("main"),
                "BALLOT_DATABASE_URL": address.url("box"),
                "QUEUE_URL": address.url("main"),
            }
        others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return others | {PREFIX + name: value for name, value in (chosen | self.settings).items()}

    def receipts(self, stores: Stores) -> dict[str, int]:
        """Return how often each receipt is in the box."""
        with stores.box() as box:
            numbers = box.scalars(
                select(BallotRow.number_hash).where(BallotRow.round_id == self.round_id)
            )
            found: dict[str, int] = {}
            for number in numbers:
                found[receipt_of(number)] = found.get(receipt_of(number), 0) + 1
        return found

    def claimed(self, stores: Stores) -> set[str]:
        """Return who has used their turn, by the name that clients have in a history."""
        with stores.main() as session:
            people = session.scalars(
                select(RosterRow.person_id).where(
                    RosterRow.round_id == self.round_id, RosterRow.claim.is_not(None)
                )
            )
            return {str(person) for person in people}

    def ballots(self, stores: Stores) -> int:
        """Return how many ballots are in the box."""
        with stores.box() as box:
            return box.scalar(select(func.count()).select_from(BallotRow)) or 0


@dataclass(kw_only=True, slots=True)
class Process:
    """A process of an installation, which began a group of its own."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it, or start it again; what it says is added to its log."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def children(self) -> list[int]:
        """Return the numbers of the processes that it started."""
        number = self.running.pid
        with suppress(OSError):
            listed = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii")
            return [int(one) for one in listed.split()]
        return []

    def kill_children(self, *, spare: int = 0) -> int:
        """Kill what it started but for one, as a crash would; return how many."""
        found = [number for number in self.children() if number != spare]
        for number in found:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return len(found)

    def kill(self) -> None:
        """Kill it and all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def stop(self) -> int:
        """Ask it to stop; return its exit status. What does not stop is killed."""
        self.running.send_signal(signal.SIGTERM)
        try:
            return self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        finally:
            with suppress(ProcessLookupError):  # its children, if it left some
                os.killpg(self.running.pid, signal.SIGKILL)


@dataclass(kw_only=True, slots=True)
class Server(Process):
    """A process that serves pages."""

    port: int

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://{HERE}:{self.port}"

    def wait(self) -> None:
        """Wait until it serves. Raises NotServedError."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.running.poll() is None:
            if self.health() == 200:
                return
            time.sleep(0.03)
        raise NotServedError(self.log.read_text(encoding="utf-8")[-4000:])

    def health(self) -> int:
        """Return the status of its health page; 0 when there is no answer."""
        return health(self.address)


def health(address: str) -> int:
    """Return the status of the health page of a server; 0 when there is no answer."""
    try:
        with urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310  (our own http)
            status: int = answer.status
            return status
    except HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


@contextmanager
def gunicorn(
    installation: Installation,
    *,
    workers: int = 2,
    threads: int = 4,
    app: str = "feedbackpulse.wsgi:app",
    options: Sequence[str] = (),
    log: Path | None = None,
) -> Iterator[Server]:
    """Serve pages with gunicorn, loaded once and forked, so that a new worker is there at once."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", app, "--preload"),
        *("--bind", f"{HERE}:{port}", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", str(threads), "--graceful-timeout", "20"),
        *options,
    ]
    with _served(installation, command, port, log) as server:
        yield server


@contextmanager
def serve(installation: Installation) -> Iterator[Server]:
    """Serve pages and run the jobs in one process, as `feedbackpulse serve` does."""
    port = free_port()
    command = [sys.executable, "-m", "feedbackpulse", "serve"]
    with _served(installation, command, port) as server:
        yield server


@contextmanager
def _served(
    installation: Installation, command: Sequence[str], port: int, log: Path | None = None
) -> Iterator[Server]:
    server = Server(
        command=command,
        environment=installation.environment() | {f"{PREFIX}PORT": str(port)},
        log=log or _new_log(installation),
        port=port,
    )
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@contextmanager
def worker(installation: Installation) -> Iterator[Process]:
    """Run `feedbackpulse worker`."""
    process = Process(
        command=[sys.executable, "-m", "feedbackpulse", "worker"],
        environment=installation.environment(),
        log=_new_log(installation),
    )
    process.start()
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def _reached(folder: Path) -> Iterator[Stores]:
    stores = stores_in(folder)
    try:
        yield stores
    finally:
        dispose(stores)


def logs_of(installation: Installation) -> list[Path]:
    """Return what the processes of an installation wrote."""
    return sorted(installation.folder.parent.glob("*.log"))


def _new_log(installation: Installation) -> Path:
    return installation.folder.parent / f"{secrets.token_hex(4)}.log"


def free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.socket() as door:
        door.bind((HERE, 0))
        port: int = door.getsockname()[1]
        return port
