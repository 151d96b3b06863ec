"""What a promise is: what was said, what we heard, what we do, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId, Role, TeamId

PromiseId = NewType("PromiseId", UUID)

LONGEST: Final = 400
"""A promise is read on a phone: each of its three parts fits there."""
SHORTEST_REASON: Final = 10
LONGEST_TOPIC: Final = 40
FURTHEST: Final = timedelta(days=730)
"""What is promised for later than in two years is a plan, and nobody could hold us to it."""
SOON: Final = timedelta(days=7)
LATELY: Final = timedelta(days=180)
"""What ended longer ago is no news; it stays in the list of all promises."""


class State(StrEnum):
    """How far a promise is."""

    UNDER_WAY = "under_way"
    DONE = "done"
    NOT = "not"


ENDED: Final = (State.DONE, State.NOT)


class Origin(StrEnum):
    """What a promise comes from."""

    OWN = "own"
    RESULT = "result"
    SIGNAL = "signal"
    SESSION = "session"
    CONSULTATION = "consultation"


class StepKind(StrEnum):
    """What happened with a promise."""

    MADE = "made"
    NOTE = "note"
    REWORDED = "reworded"
    MOVED = "moved"
    OTHER_TOPIC = "other_topic"
    HANDED_OVER = "handed_over"
    DONE = "done"
    NOT = "not"
    RESUMED = "resumed"


class PromiseError(ValueError):
    """A promise makes no sense."""


class PromiseNotFoundError(LookupError):
    """There is no such promise."""


class NoReasonError(PromiseError):
    """Something will not be done, and nobody is told why."""


class EndedError(PromiseError):
    """The promise has ended meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """You said, we heard, we do: in our own words, never a quote."""

    said: str
    heard: str
    does: str

    def __post_init__(self) -> None:
        """Refuse a part that is empty, or too long to be read."""
        for part in (self.said, self.heard, self.does):
            if not 0 < len(part.strip()) <= LONGEST:
                message = f"each part has 1 to {LONGEST} characters"
                raise PromiseError(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Who keeps a promise, until when, and which topic of the rounds it should help."""

    owner: PersonId | None
    due_on: date
    topic: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What a promise comes from, and what was known then."""

    origin: Origin = Origin.OWN
    origin_id: UUID | None = None
    role: Role
    round_id: UUID | None = None
    """The last round that was released: what came before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One line of what happened with a promise."""

    on: date
    kind: StepKind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """Something a team, or the whole organisation, promised."""

    id: PromiseId
    team_id: TeamId | None
    """None for the whole organisation."""
    words: Words
    plan: Plan
    source: Source
    state: State
    reason: str
    made_on: date
    ended_on: date | None
    owner_name: str = field(default="", compare=False)
    """What who keeps it is called, when they work here and it was looked up."""
    history: tuple[Step, ...] = field(default=(), compare=False)
    """What happened with it, oldest first, when that was looked up."""

    def __post_init__(self) -> None:
        """Refuse a promise that will not be kept and does not say why."""
        if self.state is State.NOT and not is_reason(self.reason):
            raise NoReasonError("say why it is not done")
        if (self.state in ENDED) != (self.ended_on is not None):
            raise PromiseError("what has ended has a day on which it did")

    @property
    def is_under_way(self) -> bool:
        """Say whether it has not ended."""
        return self.state is State.UNDER_WAY

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed while it is under way."""
        return self.is_under_way and self.plan.due_on < today


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """How the whole organisation keeps its promises."""

    kept: int
    ended: int
    overdue: int


def is_reason(text: str) -> bool:
    """Say whether a text can be a reason that everybody reads."""
    return SHORTEST_REASON <= len(text.strip()) <= LONGEST


def may_be_due(day: date, *, today: date) -> bool:
    """Say whether something can be promised for that day."""
    return today <= day <= today + FURTHEST


def latest_first(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return what ended last first, and after that what is due first."""
    every = list(promises)
    under_way = sorted((one for one in every if one.is_under_way), key=lambda one: one.plan.due_on)
    ended = sorted(
        (one for one in every if one.ended_on),
        key=lambda one: one.ended_on or date.min,
        reverse=True,
    )
    return (*ended, *under_way)


def of_late(promises: Iterable[Promise], *, today: date) -> tuple[Promise, ...]:
    """Return what everybody reads first: what ended lately, and after that what is under way."""
    every = latest_first(promises)
    return tuple(one for one in every if one.ended_on is None or one.ended_on >= today - LATELY)


def needed_first(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return what is due first, and after that what ended last."""
    every = latest_first(promises)
    return (
        *(one for one in every if one.is_under_way),
        *(one for one in every if not one.is_under_way),
    )
