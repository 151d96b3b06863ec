"""The kinds of messages, and what somebody chose about them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import PersonId

MailId = NewType("MailId", UUID)


class MailKind(StrEnum):
    """What a mail is about."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    RESULTS = "results"
    CHANGES = "changes"
    DIGEST = "digest"
    LOOK_BACK = "look_back"
    COLLEAGUE = "colleague"
    COLLEAGUES = "colleagues"
    SHARED = "shared"
    SIGNALS = "signals"
    ANSWER = "answer"
    PROMISE = "promise"
    HANDOVER = "handover"
    PASSWORD = "password"  # noqa: S105  (the name of a kind, not a secret)
    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"


ASKED_FOR: Final = frozenset(
    {MailKind.PASSWORD, MailKind.SIGN_IN, MailKind.SECOND_STEP, MailKind.HANDOVER}
)
"""What cannot wait: it goes at once, also at night, and does not count for the day."""


TO_LEAVERS: Final = frozenset({MailKind.HANDOVER})
"""What goes to who left, and to nobody who works here."""


FOR_ANSWERING: Final = frozenset({MailKind.INVITATION, MailKind.REMINDER})
"""What has a link with which a round is answered, and makes no sense once it has closed."""


class Outcome(StrEnum):
    """What became of a mail; counted per day, without who it was for."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"


class SendingError(Exception):
    """A letter did not go out. What it says never holds an address."""


class RefusedError(SendingError):
    """The mail server will never take this letter."""


class TryLaterError(SendingError):
    """The mail server does not take this letter now. When *lost*, it also hung up, or was silent."""

    def __init__(self, reason: str, *, lost: bool = False) -> None:
        """Remember whether the line is gone."""
        super().__init__(reason)
        self.lost = lost


class ServerAwayError(SendingError):
    """The mail server takes no letters at all for now, whoever they are for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference:
    """How somebody wants to be written to; quiet hours can only be wider than everybody's."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    snoozed_until: date | None = None
    """The first day on which messages come again."""
    reminders: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedMail:
    """A mail that has to go out. Its token, where it has a link, follows from its id."""

    id: MailId
    person_id: PersonId
    kind: MailKind
    round_id: RoundId | None
    details: dict[str, Any]
    attempts: int
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMail:
    """A mail that is to be queued; after *expires_at* it is dropped unsent."""

    id: MailId
    person_id: PersonId
    kind: MailKind
    due_at: datetime
    round_id: RoundId | None = None
    details: dict[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail as it is sent: both parts say the same."""

    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
