"""What a signal is: something that somebody brings up on any day, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId, Role, TeamId

SignalId = NewType("SignalId", UUID)

LONGEST: Final = 2000
"""How many characters a signal, or one message about it, has at most."""
DAYS_TO_ANSWER: Final = 14


class SignalKind(StrEnum):
    """What somebody brings up."""

    IDEA = "idea"
    CONCERN = "concern"
    COMPLIMENT = "compliment"
    """For a team, or for all of us; one for a colleague is a letter to them alone."""
    BARRIER = "barrier"
    MOMENT = "moment"
    """Something that happened with a customer."""


class Reader(StrEnum):
    """Who reads a signal: the sender chooses, and nothing else decides."""

    HR = "hr"
    LEAD = "lead"
    """Whoever leads the team that the signal names."""
    ADVISER = "adviser"
    """The confidential adviser, and nobody else."""


class Status(StrEnum):
    """How far a signal is."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"
    """Put with another signal that says the same."""


class EmptyTextError(ValueError):
    """There are no words."""


class LongTextError(ValueError):
    """There are more characters than a signal or message may have."""


class UnknownSignalError(LookupError):
    """There is no such signal, or it is not for whoever asks."""


class NoAnswerError(ValueError):
    """The sender of this signal cannot read an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """Something that somebody brought up, and what became of it."""

    id: SignalId
    kind: SignalKind
    reader: Reader
    team_id: TeamId | None = None
    text: str
    sent_on: date
    sender: PersonId | None = None
    may_be_answered: bool
    status: Status = Status.NEW
    owner: PersonId | None = None
    answer_by: date
    theme: str | None = None
    checkpoint: str | None = None
    shown: bool = False
    """Whether everybody may read it, without a name: an idea whose sender said so."""
    replied_on: date | None = None
    merged_into: SignalId | None = None

    def __post_init__(self) -> None:
        """Refuse a lead without a team, and what nobody may show to everybody."""
        if self.reader is Reader.LEAD and self.team_id is None:
            raise ValueError("a lead reads for a team")
        if self.shown and not may_be_shown(self.kind, self.reader):
            raise ValueError("only an idea is shown to everybody, and nothing of the adviser's")

    def is_open(self) -> bool:
        """Say whether somebody still has to do something with it."""
        return self.status in {Status.NEW, Status.TAKEN}

    def is_overdue(self, today: date) -> bool:
        """Say whether the day by which it would be answered is past; a compliment asks for nothing."""
        asks = self.kind is not SignalKind.COMPLIMENT
        return asks and self.is_open() and self.answer_by < today


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What the sender wrote later, or what a reader wrote back: in a role, never by name."""

    id: UUID
    from_sender: bool
    role: Role | None = None
    body: str
    written_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A signal, and what both sides wrote about it, oldest first."""

    signal: Signal
    messages: tuple[Message, ...]


def may_be_shown(kind: SignalKind, reader: Reader) -> bool:
    """Say whether its sender may let everybody read it: an idea, but nothing that the adviser reads."""
    return kind is SignalKind.IDEA and reader is not Reader.ADVISER


def answer_by(sent_on: date) -> date:
    """Return the last day on which a signal is answered in time."""
    return sent_on + timedelta(days=DAYS_TO_ANSWER)


def tidied(text: str) -> str:
    """Return words as they are kept. Raises EmptyTextError and LongTextError."""
    lines = text.replace("\r\n", "\n").strip()
    if not lines:
        raise EmptyTextError
    if len(lines) > LONGEST:
        raise LongTextError(len(lines))
    return lines
