"""What a process does with mail each minute: queue what became due, and send what waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.config import Settings
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.delivery import Delivered, deliver_due
from feedbackpulse.notices.digests import queue_digests
from feedbackpulse.notices.domain import Letter, Outcome, QueuedMail
from feedbackpulse.notices.outbox import forget_days
from feedbackpulse.notices.promises import queue_due_promises
from feedbackpulse.notices.signals import queue_signal_notices
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.notices.tokens import host_of
from feedbackpulse.notices.waves import due_waves, queue_wave
from feedbackpulse.programme.service import get_closures, get_programme

_log = logging.getLogger("feedbackpulse.mail")

SECONDS: Final = 25.0
"""So long a run takes at most, but for the mail that is on its way: a minute has other work too."""
LIMIT: Final = 10_000


def calm_of(session: Session, *, zone: str) -> Calm:
    """Return when the organisation lets nobody be written to."""
    closures = get_closures(session)

    def closed(day: date) -> bool:
        return closures.why(day) is not None

    return Calm(zone=zone, quiet=get_programme(session).quiet, closed=closed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Everything that mail needs. Without a mail server in the settings there is none of these."""

    stores: Stores
    settings: Settings
    compose: Callable[[QueuedMail], Letter | None]
    seconds: float = SECONDS

    def __call__(self, now: datetime) -> None:
        """Queue what became due and send what waits, for a part of a minute."""
        with self.stores.main() as session:
            calm = calm_of(session, zone=self.settings.zone)
        try:
            self.queue(now, calm)
        finally:  # what somebody waits for does not wait for our mistake
            done = self.deliver(now, calm)
        if any(done.outcomes.values()) or done.away:
            told = ", ".join(f"{done[outcome]} {outcome.value}" for outcome in Outcome)
            _log.info("mails: %s, %d waiting", told, done.waiting, extra={"event": "mails_sent"})

    def queue(self, now: datetime, calm: Calm) -> None:
        """Queue the waves and digests that became due, each in a transaction of its own."""
        secret = self.settings.signing_key().encode()
        with self.stores.main() as session:
            waves = due_waves(session, now=now, calm=calm)
            weekday = get_programme(session).digest_weekday
        for wave in waves:
            with self.stores.main() as session, transaction(session):
                queue_wave(
                    session,
                    round=wave.round,
                    kind=wave.kind,
                    turn=wave.turn,
                    now=now,
                    secret=secret,
                    calm=calm,
                )
        with self.stores.main() as session, transaction(session):
            queue_digests(session, now=now, calm=calm, weekday=weekday)
            queue_due_promises(session, now=now, calm=calm)
            queue_signal_notices(session, now=now, calm=calm)
            forget_days(session, today=calm.day_of(now))

    def deliver(self, now: datetime, calm: Calm) -> Delivered:
        """Send what waits, over one connection, until it is gone or the time is up."""
        end = monotonic() + self.seconds
        host = host_of(public_url=self.settings.public_url, mail_from=self.settings.mail_from)
        with Mailer(self.settings) as mailer:
            return deliver_due(
                self.stores,
                now=now,
                send=mailer.send,
                compose=self.compose,
                limit=LIMIT,
                calm=calm,
                host=host,
                may_go_on=lambda: monotonic() < end,
            )
