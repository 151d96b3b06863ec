"""Kill a real process again and again while it sends mails to a troubled server; count what came.

`python -m tests.notices.kill_worker` does it with 300 mails and 25 kills; a test with fewer. Half
of the kills hit where it hurts most: the mail server has the mail and has not said so yet. The
server says now and then that it is busy, that there is no such mailbox, or nothing at all, and is
away for a while.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from aiosmtpd.smtp import Envelope
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from feedbackpulse.config import Settings
from feedbackpulse.database import Stores, engine_options, prepare_sqlite
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import Letter, QueuedMail
from feedbackpulse.notices.domain import Outcome as MailOutcome
from feedbackpulse.notices.outbox import LEASE, counts
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.notices.tokens import token_of
from tests.databases import settings_in
from tests.notices.mail_server import Box, free_port, mail_server
from tests.notices.mails import CALM, MONDAY, address_of, count_waiting, hire, queue

SECRET: Final = b"only for this test"
WORKER: Final = "tests.notices.kill_worker"
SOME_WAIT: Final = 3
"""How a worker ends that leaves mails for the next."""
PATIENCE: Final = 0.3
"""So many seconds the worker waits for the server."""
_EARLY: Final = MONDAY.replace(hour=9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of it."""

    queued: int
    kills: int
    arrived: int
    different: int
    refused: int
    mixed_up: int
    seconds: float

    @property
    def lost(self) -> int:
        """Return how many mails never came and were not refused either."""
        return self.queued - self.different - self.refused

    @property
    def breaks(self) -> int:
        """Return how often nobody could know what became of a mail: kills, and one absence."""
        return self.kills + 1

    @property
    def extra(self) -> int:
        """Return how many came once too often."""
        return self.arrived - self.different

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.queued} mails, {self.kills} kills: {self.lost} lost, {self.refused} refused, "
            f"{self.extra} extra, {self.mixed_up} repeats that differ, {self.seconds:.1f} s"
        )


@dataclass(kw_only=True, slots=True)
class TroubledBox(Box):
    """A mail server on a bad day."""

    chance: random.Random
    gone: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Be busy now and then, or say for good that there is no such mailbox."""
        kept = {mail.to for mail in self.mails}
        if self.chance.random() < 0.02 and address not in kept:
            self.gone.add(address)
        busy = self.chance.random() < 0.04
        self.recipient = lambda _: "250 fine"
        if address in self.gone or busy:
            self.recipient = lambda _: "550 gone" if address in self.gone else "451 busy"
        return await Box.handle_RCPT(self, server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Say nothing for longer than anybody waits, and keep nothing then."""
        if self.chance.random() < 0.02:
            await asyncio.sleep(3 * PATIENCE)
            return "451 too late"
        return await Box.handle_DATA(self, server, session, envelope)


@contextmanager
def stores_of(settings: Settings) -> Iterator[Stores]:
    """Reach the main store of an instance without starting the application around it."""
    main = create_engine(settings.main_url, **engine_options(settings.main_url))
    prepare_sqlite(main, journal="WAL")
    makes = sessionmaker(main)
    yield Stores(main=makes, box=makes, keys=settings.keystore_path)
    main.dispose()


def with_link(mail: QueuedMail) -> Letter:
    """Write a mail with a link that follows from its id."""
    said = f"https://pulse.example.org/i#{token_of(SECRET, mail.id)}"
    return Letter(to=address_of(mail.person_id), subject="Hallo", text=said, html=f"<p>{said}</p>")


def work(folder: Path, port: int, life: int) -> bool:
    """Send what is due, in the so many-th life of the worker; say whether anything still waits."""
    settings = settings_in(folder)
    mail = Settings(
        instance_path=folder,
        public_url="https://pulse.example.org",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="us@example.org",
    )
    now = _EARLY + life * (LEASE + timedelta(seconds=1))
    with stores_of(settings) as stores, Mailer(mail, timeout=PATIENCE) as mailer:
        deliver_due(stores, now=now, send=mailer.send, compose=with_link, limit=10_000, calm=CALM)
        return count_waiting(stores) > 0


def live_again(folder: Path, port: int) -> None:
    """Begin a worker, and another one whenever it was killed, saying each one's number."""
    for life in range(1000):
        child = os.fork()
        if child == 0:
            _live_once(folder, port, life)
        click.echo(child)
        _, status = os.waitpid(child, 0)
        if status == 0:
            return
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != SOME_WAIT:
            raise SystemExit(status)
        if os.WIFEXITED(status):  # the server was away, or mails wait for another try
            time.sleep(0.1)


def _live_once(folder: Path, port: int, life: int) -> NoReturn:
    try:
        os._exit(SOME_WAIT if work(folder, port, life) else 0)
    finally:
        os._exit(1)


@dataclass(kw_only=True)
class Killer:
    """Kills the worker that lives, at most so many times."""

    left: int
    chance: random.Random
    process: subprocess.Popen[str]
    kills: int = 0
    pid: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self) -> None:
        """Read which worker lives now, until there is none any more."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.pid = int(line)
        self.pid = None

    def kill(self) -> None:
        """Kill the worker once; it is gone when this returns."""
        with self._lock:
            if self.left and self.pid is not None:
                os.kill(self.pid, signal.SIGKILL)
                self.pid = None
                self.left -= 1
                self.kills += 1


def run(folder: Path, *, mails: int, kills: int, seed: int = 1, worker: str = WORKER) -> Outcome:
    """Send so many mails while the worker, a module to run, is killed so many times."""
    chance, began = random.Random(seed), time.monotonic()  # noqa: S311  (of bad luck, no secret)
    box = TroubledBox(chance=chance)
    with stores_of(settings_in(folder)) as stores:
        queued = queue(stores, hire(stores, mails), at=_EARLY)
    with _away_halfway(box, mails // 2) as port, _worker(worker, folder, port) as process:
        killer = Killer(left=kills, chance=random.Random(seed), process=process)  # noqa: S311  (when to kill, not a secret)
        box.after = _now_and_then(killer, every=max(1, mails // (kills + 1)))
        killer.follow()
        process.wait()
    with stores_of(settings_in(folder)) as stores:
        assert count_waiting(stores) == 0, "the worker left mails behind"
        with stores.main() as session:
            refused = counts(session, since=MONDAY.date())[MailOutcome.REFUSED]
    return Outcome(
        queued=len(queued),
        kills=killer.kills,
        arrived=len(box.mails),
        different=len(box.times()),
        refused=refused,
        mixed_up=len({(mail.id, mail.to, mail.part("plain")) for mail in box.mails})
        - len(box.times()),
        seconds=time.monotonic() - began,
    )


@contextmanager
def _away_halfway(box: Box, half: int) -> Iterator[int]:
    """Run the mail server until the block ends, but for a while when half of the mails came."""
    port, ready, over = free_port(), threading.Event(), threading.Event()

    def serve() -> None:
        with mail_server(box, port=port):
            ready.set()
            while len(box.mails) < half and not over.wait(0.01):
                pass
        over.wait(0.5)
        with mail_server(box, port=port):
            over.wait()

    server = threading.Thread(target=serve)
    server.start()
    ready.wait()
    try:
        yield port
    finally:
        over.set()
        server.join()


def _now_and_then(killer: Killer, *, every: int) -> Callable[[], None]:
    """Return what is done after each mail that the server kept: often nothing."""
    seen = iter(range(10**9))

    def after() -> None:
        if next(seen) % every != every - 1:
            return
        if killer.chance.random() < 0.5:
            killer.kill()
        else:
            threading.Timer(killer.chance.random() * 0.02, killer.kill).start()

    return after


@contextmanager
def _worker(worker: str, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", worker, str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process


def main() -> None:
    """Be the worker when told where, else run it big."""
    if len(sys.argv) > 1:
        live_again(Path(sys.argv[1]), int(sys.argv[2]))
        return
    # The worker, which is begun by the same command, does without.
    from feedbackpulse import create_app
    from feedbackpulse.schema import upgrade
    from tests.conftest import close

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(settings_in(folder))
        upgrade(app)
        close(app)
        outcome = run(folder, mails=300, kills=25)
    click.echo(outcome)
    if outcome.lost or outcome.extra > outcome.breaks or outcome.mixed_up:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
