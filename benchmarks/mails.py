"""How fast do mails go out through a real mail server, and what does their safety cost?

    python -m benchmarks.mails [COUNT]

5,000 invitations go through the outbox: leased, sent, written down, one by one. The naive loop
beside it sends the same letters to the same server and writes nothing down; killed halfway, it
would not know to whom. Quote the figures of one run beside each other only. The server takes part
of the time: it is of the tests, speaks SMTP, and runs in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from feedbackpulse.config import Settings
from feedbackpulse.database import Stores
from feedbackpulse.metadata import metadata
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import Letter, MailId, Outcome, QueuedMail
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people.domain import PersonId
from tests.notices.kill_worker import stores_of
from tests.notices.mail_server import Box, free_port, mail_server
from tests.notices.mails import CALM, MONDAY, address_of, count_waiting, hire, queue

COUNT: Final = 5000
SECRET: Final = b"only for this measurement"
TEXT: Final = "Hallo,\n\nde vragen van deze maand staan klaar. Het kost drie minuten.\n\n" * 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """How many mails went, and how long that took."""

    mails: int
    seconds: float

    def __str__(self) -> str:
        """Say it with the rate."""
        return (
            f"{self.mails} mails in {self.seconds:.1f} s: {self.mails / self.seconds:.0f} a second"
        )


def letter_for(mail_id: MailId, person: PersonId) -> Letter:
    """Write a letter of about the size of an invitation."""
    link = f"https://pulse.example.org/i#{token_of(SECRET, mail_id)}"
    return Letter(
        to=address_of(person),
        subject="Luisteren in maart: doe je mee?",
        text=f"{TEXT}{link}\n",
        html=f'<html lang="nl"><body><p>{TEXT}</p><a href="{link}">Naar de vragen</a></body></html>',
    )


def compose(mail: QueuedMail) -> Letter:
    """Write the letter of a queued mail."""
    return letter_for(mail.id, mail.person_id)


def through_the_outbox(stores: Stores, mailer: Mailer, people: list[PersonId]) -> Taken:
    """Send a mail to everybody as the product does."""
    queue(stores, people)
    began = time.perf_counter()
    done = deliver_due(
        stores, now=MONDAY, send=mailer.send, compose=compose, limit=10 * len(people), calm=CALM
    )
    seconds = time.perf_counter() - began
    assert done[Outcome.DELIVERED] == len(people)
    assert count_waiting(stores) == 0
    return Taken(mails=len(people), seconds=seconds)


def naively(stores: Stores, mailer: Mailer, people: list[PersonId]) -> Taken:
    """Send the same to everybody in a loop."""
    mails = queue(stores, people)
    began = time.perf_counter()
    for mail_id, person in zip(mails, people, strict=True):
        mailer.send(letter_for(mail_id, person))
    return Taken(mails=len(people), seconds=time.perf_counter() - began)


def measure(way: Callable[[Stores, Mailer, list[PersonId]], Taken], count: int) -> Taken:
    """Measure one way of sending, with a database and a server of its own."""
    with tempfile.TemporaryDirectory() as name, _server() as port:
        folder = Path(name)
        settings = Settings(
            instance_path=folder,
            public_url="https://pulse.example.org",
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mail_from="us@example.org",
        )
        with stores_of(settings) as stores, Mailer(settings) as mailer:
            with stores.main() as session:
                metadata.create_all(session.connection())
                session.connection().commit()
            return way(stores, mailer, hire(stores, count))


@contextmanager
def _server() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.mails", "serve", str(port)]
    with subprocess.Popen(  # noqa: S603  (a command of our own)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as it:
        assert it.stdin is not None
        assert it.stdout is not None
        it.stdout.readline()
        yield port
        it.stdin.close()


def _serve(port: int) -> None:
    with mail_server(Box(), port=port):
        click.echo("ready")
        sys.stdin.read()


def main(count: int) -> None:
    """Measure both ways and print what they took."""
    careful, naive = measure(through_the_outbox, count), measure(naively, count)
    click.echo(f"through the outbox: {careful}")
    click.echo(f"naive loop:         {naive}")
    click.echo(f"safety costs {careful.seconds / naive.seconds:.1f} times the time")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
