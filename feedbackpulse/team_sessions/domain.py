"""A talk of a team in three steps, and what is told of its votes: at once, and from five on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import TeamId

SessionId = NewType("SessionId", UUID)
Vote = Mapping[str, str]
"""What one phone chose: an option for each question that it did not leave open."""

SMALLEST: Final = 5
"""From how many votes on a question is told of: with fewer, a colour could be somebody's."""
MOST_STATEMENTS: Final = 4
MOST_VOTES: Final = 300
"""More phones than any room holds: whoever sends more fills no disk."""
LASTS: Final = timedelta(hours=3)
"""After how long a talk that nobody ended is over."""
NEXT_VOTE_AFTER: Final = timedelta(hours=12)
"""How long a team votes no second time in a step: what differs would be who came later."""
_LEFT_OPEN: Final = "-"
_MINUTES: Final = {20: (5, 7, 8), 30: (8, 10, 12), 40: (10, 14, 16)}
LENGTHS: Final = tuple(_MINUTES)
"""How many minutes a talk can take."""


class BadSessionError(ValueError):
    """A talk cannot be like this; the message says why."""


class Step(IntEnum):
    """Where a talk is."""

    LOOK_BACK = 1
    CHOOSE = 2
    AGREE = 3


class Colour(StrEnum):
    """How something goes, as on a card that somebody holds up."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Arrow(StrEnum):
    """Where it is going."""

    UP = "up"
    LEVEL = "level"
    DOWN = "down"


class Refusal(StrEnum):
    """Why a vote is not taken, or cannot begin."""

    NOT_OPEN = "not open"
    NOTHING_CHOSEN = "nothing chosen"
    FULL = "full"
    TOLD = "told"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One thing to choose, and what can be chosen."""

    key: str
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How often each option of a question was chosen."""

    key: str
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class TooFew:
    """Fewer than five chose something, and nobody hears how many."""

    key: str


Told = Counted | TooFew


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamSession:
    """A talk that is going on. It names nobody: whoever leads the team can lead it."""

    id: SessionId
    code: str
    """What phones find it with."""
    team_id: TeamId
    round_id: UUID | None
    """The round whose picture is looked at."""
    statements: tuple[str, ...]
    """Codes of the catalogue's items that are voted on."""
    minutes: int
    started_at: datetime
    step: Step
    step_at: datetime
    """When the step began that it is in."""
    voting: bool
    told: frozenset[Step]
    """The steps whose votes were told."""

    def __post_init__(self) -> None:
        """Refuse a talk about nothing, or about more than fits in it."""
        if self.minutes not in _MINUTES:
            raise BadSessionError(f"no plan for {self.minutes} minutes")
        if not 1 <= len(self.statements) <= MOST_STATEMENTS:
            raise BadSessionError(f"{len(self.statements)} statements")

    @property
    def step_ends_at(self) -> datetime:
        """Until when the step takes, when nobody lets it take longer."""
        return self.step_at + timedelta(minutes=minutes_of(self.minutes, self.step))

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a vote in this step is about."""
        return questions_of(self.step, len(self.statements))

    @property
    def is_told(self) -> bool:
        """Say whether the votes of this step were told."""
        return self.step in self.told


def minutes_of(minutes: int, step: Step) -> int:
    """Return how many of a talk's minutes are for a step."""
    return _MINUTES[minutes][step - 1]


def questions_of(step: Step, statements: int) -> tuple[Question, ...]:
    """Return what is voted on in a step: statements, which one to talk about, or an agreement."""
    places = range(1, statements + 1)
    if step is Step.CHOOSE:
        return (Question(key="subject", options=tuple(str(place) for place in places)),)
    if step is Step.AGREE:
        return (Question(key="with", options=tuple(Colour)),)
    return tuple(
        question
        for place in places
        for question in (
            Question(key=f"how-{place}", options=tuple(Colour)),
            Question(key=f"way-{place}", options=tuple(Arrow)),
        )
    )


def chosen(given: Mapping[str, str], questions: Iterable[Question]) -> Vote:
    """Return what of a form is a vote: options that there are, and nothing else."""
    return {one.key: given[one.key] for one in questions if given.get(one.key) in one.options}


def written(vote: Vote, questions: Iterable[Question]) -> bytes:
    """Return a vote as one sign for each question, so that all votes have one size."""
    signs = (
        str(one.options.index(vote[one.key])) if one.key in vote else _LEFT_OPEN
        for one in questions
    )
    return "".join(signs).encode()


def read(signs: bytes, questions: Iterable[Question]) -> Vote:
    """Return the vote that was `written`."""
    each = zip(questions, signs.decode(), strict=True)
    return {one.key: one.options[int(sign)] for one, sign in each if sign != _LEFT_OPEN}


def tally(votes: Sequence[Vote], questions: Iterable[Question]) -> tuple[Told, ...]:
    """Return what may be told of each question, in their order."""
    return tuple(
        _told(one, Counter(vote[one.key] for vote in votes if one.key in vote)) for one in questions
    )


def _told(question: Question, found: Counter[str]) -> Told:
    if found.total() < SMALLEST:
        return TooFew(key=question.key)
    return Counted(key=question.key, counts={option: found[option] for option in question.options})
