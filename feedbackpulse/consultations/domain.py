"""Consultations and proposals: what employees say about how we listen, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId

ConsultationId = NewType("ConsultationId", UUID)
GroupId = NewType("GroupId", UUID)
ContributionId = NewType("ContributionId", UUID)
ProposalId = NewType("ProposalId", UUID)

LONGEST_TITLE: Final = 120
LONGEST_QUESTION: Final = 1000
LONGEST_CONTRIBUTION: Final = 2000
LONGEST_DECISION: Final = 1000
LONGEST_PROPOSAL: Final = 300
LONGEST_WHY: Final = 600
SHORTEST: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=92)

SHOWS_FROM: Final = 5
"""The fewest people of whom a number is kept who want a proposal too."""
STEP: Final = 5


class ConsultationError(ValueError):
    """A rule about consultations or proposals is broken."""


class ConsultationNotFoundError(ConsultationError):
    """There is no such consultation or proposal."""


class NotOpenError(ConsultationError):
    """What somebody wants to add to is over."""


class StillOpenError(ConsultationError):
    """Nobody reads what was brought in before the last day is over."""


class NotSortedError(ConsultationError):
    """Something that was brought in lies in no group, or a group does not say what was done."""


class Stage(StrEnum):
    """Where a consultation is in its life."""

    OPEN = "open"
    READING = "reading"
    DECIDED = "decided"


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"
    """It named or hurt somebody: its words are gone, the reason stays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consultation:
    """A question about how we listen, open until and on its last day, and what was decided."""

    id: ConsultationId
    title: str
    question: str
    opened_on: date
    closes_on: date
    decision: str = ""
    reason: str = ""
    decided_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a question without words, or open too briefly or too long."""
        if not self.title.strip() or not self.question.strip():
            raise ConsultationError("a consultation has a title and a question")
        if not SHORTEST <= self.closes_on - self.opened_on <= LONGEST:
            raise ConsultationError("a consultation is open for one day to three months")
        if (self.decided_on is None) != (not self.decision or not self.reason):
            raise ConsultationError("a decision has words, a reason and a day")

    def stage(self, on: date) -> Stage:
        """Return where it is on a day."""
        if self.decided_on is not None:
            return Stage.DECIDED
        return Stage.OPEN if on <= self.closes_on else Stage.READING


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """What somebody brought in; a person only when they chose to be named."""

    id: ContributionId
    body: str
    name_of: PersonId | None
    group: GroupId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Contributions that say alike, in words of HR, and what was done with them."""

    id: GroupId
    label: str
    done: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A question that somebody would like to be asked, and about how many want that too.

    It is there for others from the next day on, so that nobody sees it come.
    """

    id: ProposalId
    body: str
    why: str
    checkpoint: str | None
    proposed_on: date
    by: PersonId | None
    state: ProposalState = ProposalState.OPEN
    reason: str = ""
    decided_on: date | None = None
    wanted_by: int | None = None

    def is_shown(self, on: date) -> bool:
        """Say whether others can read it on a day."""
        return self.proposed_on < on


def used(groups: Iterable[Group], contributions: Iterable[Contribution]) -> tuple[Group, ...]:
    """Return the groups in which something lies."""
    places = {one.group for one in contributions}
    return tuple(group for group in groups if group.id in places)


def is_sorted(contributions: Collection[Contribution], groups: Collection[Group]) -> bool:
    """Say whether everything lies in a group, and every group with something says what was done."""
    found = used(groups, contributions)
    everything = all(one.group is not None for one in contributions)
    return everything and all(group.done.strip() for group in found)


def told(votes: int) -> int | None:
    """Return what is kept of a number of votes: in steps, rounded down, or nothing of a few."""
    return votes - votes % STEP if votes >= SHOWS_FROM else None
