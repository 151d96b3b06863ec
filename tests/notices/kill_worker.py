"""Kill a real process again and again while it sends mails, and count what arrived.

`python -m tests.notices.kill_worker` does it with 300 mails and 25 kills; a test with fewer. Half
of the kills hit where it hurts most: the mail server has the mail and has not said so yet.
"""

from __future__ import annotations

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
from typing import Final

import click
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from feedbackpulse.config import Settings
from feedbackpulse.database import Stores, engine_options, prepare_sqlite
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import Letter, QueuedMail
from feedbackpulse.notices.outbox import LEASE
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.notices.tokens import token_of
from tests.databases import settings_in
from tests.notices.mail_server import Box, mail_server
from tests.notices.mails import CALM, MONDAY, address_of, count_waiting, hire, queue

SECRET: Final = b"only for this test"
_EARLY: Final = MONDAY.replace(hour=9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of it."""

    queued: int
    kills: int
    arrived: int
    different: int
    mixed_up: int
    seconds: float

    @property
    def lost(self) -> int:
        """Return how many mails never came."""
        return self.queued - self.different

    @property
    def extra(self) -> int:
        """Return how many came once too often."""
        return self.arrived - self.different

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.queued} mails, {self.kills} kills: {self.lost} lost, {self.extra} extra, "
            f"{self.mixed_up} repeats that differ, {self.seconds:.1f} s"
        )


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


def work(folder: Path, port: int, life: int) -> None:
    """Send what is due until nothing is, in the so many-th life of the worker."""
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
    with stores_of(settings) as stores, Mailer(mail) as mailer:
        deliver_due(stores, now=now, send=mailer.send, compose=with_link, limit=10_000, calm=CALM)


def live_again(folder: Path, port: int) -> None:
    """Begin a worker, and another one whenever it was killed, saying each one's number."""
    for life in range(1000):
        child = os.fork()
        if child == 0:
            work(folder, port, life)
            os._exit(0)
        click.echo(child)
        _, status = os.waitpid(child, 0)
        if status == 0:
            return


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


def run(folder: Path, *, mails: int, kills: int, seed: int = 1) -> Outcome:
    """Send so many mails while the worker is killed so many times."""
    box, began = Box(), time.monotonic()
    with stores_of(settings_in(folder)) as stores:
        queued = queue(stores, hire(stores, mails), at=_EARLY)
    with mail_server(box) as port, _worker(folder, port) as process:
        killer = Killer(left=kills, chance=random.Random(seed), process=process)  # noqa: S311  (when to kill, not a secret)
        box.after = _now_and_then(killer, every=max(1, mails // (kills + 1)))
        killer.follow()
        process.wait()
    with stores_of(settings_in(folder)) as stores:
        assert count_waiting(stores) == 0, "the worker left mails behind"
    return Outcome(
        queued=len(queued),
        kills=killer.kills,
        arrived=len(box.mails),
        different=len(box.times()),
        mixed_up=len({(mail.id, mail.to, mail.part("plain")) for mail in box.mails})
        - len(box.times()),
        seconds=time.monotonic() - began,
    )


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
def _worker(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.notices.kill_worker", str(folder), str(port)]
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
    if outcome.lost or outcome.extra > outcome.kills or outcome.mixed_up:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
