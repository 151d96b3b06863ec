"""Send the mails that are due: each in transactions of its own, at least once, and in calm hours.

Killed at any moment it loses nothing: a mail is deleted only after the mail server has it, and one
whose process was gone between the two goes out once more, with the same Message-ID.
"""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices import outbox
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import (
    ASKED_FOR,
    FOR_ANSWERING,
    TO_LEAVERS,
    Letter,
    MailId,
    Outcome,
    QueuedMail,
    RefusedError,
    SendingError,
    ServerAwayError,
    TryLaterError,
)
from feedbackpulse.notices.preferences import get_preference
from feedbackpulse.notices.tokens import message_id
from feedbackpulse.people.directory import is_active

_log = logging.getLogger("feedbackpulse.mail")

ATTEMPTS: Final = 12
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def always() -> bool:
    """Let a run go on: what to say when nobody waits for its end."""
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """What became of the mails of one run; *away* when the mail server did not take any (more)."""

    outcomes: Mapping[Outcome, int]
    waiting: int
    away: bool

    def __getitem__(self, outcome: Outcome) -> int:
        """Return how many mails had an outcome."""
        return self.outcomes.get(outcome, 0)


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail waits after so many attempts: twice as long each time."""
    return min(_FIRST_PAUSE * (1 << (attempts - 1)), _LONGEST_PAUSE)


def deliver_due(
    stores: Stores,
    *,
    now: datetime,
    send: Callable[[Letter], None],
    compose: Callable[[QueuedMail], Letter | None],
    limit: int,
    calm: Calm,
    host: str = "localhost",
    may_go_on: Callable[[], bool] = always,
) -> Delivered:
    """Send mails that are due, at most *limit* of them and as long as the run *may go on*.

    *compose* says None when there is nothing to send any more. *send* raises a SendingError.
    """
    run = _Run(stores=stores, now=now, send=send, compose=compose, calm=calm, host=host)
    with stores.main() as session:
        due = outbox.due_mails(session, now=now, limit=limit)
    for mail_id in due:
        if run.away or not may_go_on():
            break
        run.deliver(mail_id)
    return Delivered(outcomes=run.outcomes, waiting=run.waiting, away=run.away)


@dataclass(kw_only=True, slots=True)
class _Run:
    """One run through the outbox, and what became of the mails so far."""

    stores: Stores
    now: datetime
    send: Callable[[Letter], None]
    compose: Callable[[QueuedMail], Letter | None]
    calm: Calm
    host: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    waiting: int = 0
    away: bool = False

    def deliver(self, mail_id: MailId) -> None:
        """Lease one mail, send it, and write down what became of it."""
        mail = self._lease(mail_id)
        if mail is None:
            return
        try:
            letter = self.compose(mail)
            if letter is None:
                self._finish(mail, Outcome.DROPPED)
                return
            self.send(_numbered(letter, mail, self.host))
        except RefusedError as error:
            _log.warning(
                "a mail of kind %s was refused: %s",
                mail.kind,
                error,
                extra={"event": "mail_refused"},
            )
            self._finish(mail, Outcome.REFUSED)
        except ServerAwayError as error:
            _log.warning(
                "the mail server takes no mail: %s", error, extra={"event": "mail_server_away"}
            )
            self._leave(mail)
        except Exception as error:
            self._retry(mail, error)
        else:
            self._finish(mail, Outcome.DELIVERED)

    def _lease(self, mail_id: MailId) -> QueuedMail | None:
        with self.stores.main() as session, transaction(session):
            mail = outbox.lease_mail(session, mail_id=mail_id, now=self.now)
            if mail is None:
                return None
            moment = self._moment(session, mail)
            if moment is None:
                outbox.finish_mail(
                    session, mail=mail, outcome=Outcome.DROPPED, day=self.calm.day_of(self.now)
                )
                self.outcomes[Outcome.DROPPED] += 1
                return None
            if moment > self.now:
                outbox.postpone(session, mail_id=mail.id, until=moment)
                self.waiting += 1
                return None
            return mail

    def _moment(self, session: Session, mail: QueuedMail) -> datetime | None:
        """Return when a mail may go, now or later; None when that would be too late."""
        day = self.calm.day_of(self.now)
        if is_active(session, person_id=mail.person_id) is (mail.kind in TO_LEAVERS):
            return None
        until = _useful_until(session, mail)
        moment = self.now
        if mail.kind not in ASKED_FOR:
            moment = self.calm.next_moment(
                self.now,
                preference=get_preference(session, person_id=mail.person_id),
                mailed_today=outbox.was_written_to(session, person_id=mail.person_id, day=day),
            )
        return None if until is not None and moment >= until else moment

    def _finish(self, mail: QueuedMail, outcome: Outcome) -> None:
        with self.stores.main() as session, transaction(session):
            outbox.finish_mail(session, mail=mail, outcome=outcome, day=self.calm.day_of(self.now))
        self.outcomes[outcome] += 1

    def _leave(self, mail: QueuedMail) -> None:
        with self.stores.main() as session, transaction(session):
            outbox.give_back(session, mail_id=mail.id)
        self.away = True
        self.waiting += 1

    def _retry(self, mail: QueuedMail, error: Exception) -> None:
        """Let a mail wait, or give it up. The log says nothing of whom it is for."""
        self.away = isinstance(error, TryLaterError) and error.lost
        _log.warning(
            "a mail of kind %s has to wait: %s",
            mail.kind,
            _told(error),
            extra={"event": "mail_waits"},
        )
        attempts = mail.attempts + 1
        if attempts >= ATTEMPTS:
            self._finish(mail, Outcome.GIVEN_UP)
            return
        with self.stores.main() as session, transaction(session):
            outbox.try_again(session, mail_id=mail.id, at=self.now + pause_after(attempts))
        self.waiting += 1


def _useful_until(session: Session, mail: QueuedMail) -> datetime | None:
    """Return until when a mail makes sense: what asks for an answer, while the round takes it."""
    if mail.kind not in FOR_ANSWERING or mail.round_id is None:
        return mail.expires_at
    asked = find_round(session, round_id=mail.round_id)
    if asked is None or asked.state is not RoundState.OPEN:
        return _NEVER
    return asked.closes_at


def _numbered(letter: Letter, mail: QueuedMail, host: str) -> Letter:
    return replace(letter, headers={**letter.headers, "Message-ID": message_id(mail.id, host)})


def _told(error: Exception) -> str:
    """Return what may stand in the log: of a mistake of ours where it is, and nothing of its data."""
    if isinstance(error, SendingError):
        return str(error)
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{where}"
