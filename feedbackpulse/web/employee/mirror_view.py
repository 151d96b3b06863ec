"""What a lead sees after a round was published: their own picture beside that of the team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round
from feedbackpulse.insight.estimates import Bounded, Known, Level, checkpoint_level
from feedbackpulse.reflection.mirror import (
    Foresight,
    Gap,
    Look,
    Mirror,
    Published,
    Sight,
    foresight_of,
    gap_between,
)
from feedbackpulse.web.employee.mirror_subjects import Subject, subjects_of
from feedbackpulse.web.team.record import Record
from feedbackpulse.web.team.under_way import AskedTeam
from feedbackpulse.web.team.words import Said, round_labels, say

_ORDER = (Sight.SELF_LOWER, Sight.SELF_HIGHER, Sight.SAME)
"""What the team sees more of comes first, then what there is to talk about."""
_GUESSES = (Foresight.TOO_LOW, Foresight.TOO_HIGH, Foresight.WITHIN)
MOST_TO_ASK = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What the lead and the team say about the same questions of one topic."""

    title: str
    subject: Subject
    values: tuple[int, ...]
    level: Level
    said: Said
    gap: Gap | None
    """None where the team's level is not published, or too uncertain."""

    @property
    def own(self) -> float:
        """Return the lead's own level."""
        return fmean(self.values)

    @property
    def place(self) -> int:
        """Return how early it is told."""
        return _ORDER.index(self.gap.sight) if self.gap else len(_ORDER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """What the lead expected of one topic, and what was published."""

    title: str
    subject: Subject
    expected: float
    level: Level
    said: Said
    foresight: Foresight | None
    """None where nothing was published that it can be held against."""

    @property
    def place(self) -> int:
        """Return how early it is told."""
        return _GUESSES.index(self.foresight) if self.foresight else len(_GUESSES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reflected:
    """One mirror beside its round."""

    asked: AskedTeam
    sides: tuple[Side, ...]
    guesses: tuple[Guess, ...]
    has_twins: bool
    """The round asked something that a lead can answer too."""

    @property
    def told(self) -> tuple[Side, ...]:
        """Return the sides in the order in which they are told."""
        return tuple(sorted(self.sides, key=lambda side: side.place))

    @property
    def compared(self) -> tuple[Guess, ...]:
        """Return the expectations that something was published about."""
        return tuple(guess for guess in self.guesses if guess.foresight)

    @property
    def within(self) -> int:
        """Return how many expectations lie where the team most likely is."""
        return sum(guess.foresight is Foresight.WITHIN for guess in self.compared)

    @property
    def to_ask(self) -> tuple[Subject, ...]:
        """Return the topics of leading with most to talk about: the lead saw or expected more."""
        seen = [side.subject for side in self.told if _sees_more(side)]
        expected = [one.subject for one in self.guesses if one.foresight is Foresight.TOO_HIGH]
        both = [*seen, *(one for one in expected if one not in seen)]
        every = [one for one in both if one.twins]
        return tuple(every[:MOST_TO_ASK])

    def side_of(self, key: str) -> Side | None:
        """Return the side about a topic, if the lead looked at it."""
        return next((side for side in self.sides if side.subject.key == key), None)


def reflected(
    mirror: Mirror, asked: AskedTeam, record: Record, catalogue: Catalogue, locale: str
) -> Reflected:
    """Return what a lead wrote before a round, beside what the round published."""
    subjects = subjects_of(asked, catalogue)
    looks = [(one, look) for one in subjects if (look := mirror.look_at(one.key))]
    reading = _Reading(record=record, asked=asked.round, locale=locale)
    return Reflected(
        asked=asked,
        sides=tuple(reading.sides(looks)),
        guesses=tuple(reading.guesses(looks)),
        has_twins=any(one.twins for one in subjects),
    )


def title_of(subject: Subject, locale: str) -> str:
    """Return what a topic is called."""
    if subject.checkpoint is None:
        return str(_("Listening, all in all"))
    return subject.checkpoint.title.in_(locale)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    record: Record
    asked: Round
    locale: str

    def sides(self, looks: Sequence[tuple[Subject, Look]]) -> Iterator[Side]:
        for subject, look in looks:
            if look.values:
                yield self._side(subject, look)

    def guesses(self, looks: Sequence[tuple[Subject, Look]]) -> Iterator[Guess]:
        for subject, look in looks:
            if look.expected is not None:
                yield self._guess(subject, look.expected)

    def _side(self, subject: Subject, look: Look) -> Side:
        answered = [one.item for one in look.answers if one.value is not None]
        level = self._level(subject.twins_of(answered))
        team = published(level)
        return Side(
            title=title_of(subject, self.locale),
            subject=subject,
            values=look.values,
            level=level,
            said=say(level),
            gap=gap_between(look.values, team) if team else None,
        )

    def _guess(self, subject: Subject, expected: float) -> Guess:
        level = self._level(subject.asked)
        return Guess(
            title=title_of(subject, self.locale),
            subject=subject,
            expected=expected,
            level=level,
            said=say(level),
            foresight=_foresight(expected, level),
        )

    def _level(self, items: Sequence[AskedItem]) -> Level:
        known = self.record.asked(self.record.unit, self.asked, items)
        return checkpoint_level(known.results, spreads=known.spreads)


def published(level: Level) -> Published | None:
    """Return between which numbers a level was published to lie, if it was."""
    if isinstance(level, Known):
        return Published(low=level.value, high=level.value, error=level.error)
    if isinstance(level, Bounded):
        low, high = level.ends
        return Published(low=low, high=high, error=level.error)
    return None


def _foresight(expected: float, level: Level) -> Foresight | None:
    if isinstance(level, Known):
        return foresight_of(expected, low=level.low, high=level.high)
    if isinstance(level, Bounded):
        low, high = level.ends
        return foresight_of(expected, low=low, high=high)
    return None


def _sees_more(side: Side) -> bool:
    return side.gap is not None and side.gap.sight is Sight.SELF_HIGHER


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """One topic over the rounds before which the lead looked at it, oldest first."""

    title: str
    sides: tuple[Side | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Courses:
    """The rounds about leading that were looked at, and how each topic went over them."""

    labels: tuple[str, ...]
    topics: tuple[Course, ...]


def courses(every: Sequence[Reflected]) -> Courses:
    """Return how each topic went that the lead looked at more than once."""
    mirrors = [one for one in every if one.sides]
    rounds = [one.asked.round for one in mirrors]
    labels = round_labels(rounds)
    titles = {side.subject.key: side.title for one in mirrors for side in one.sides}
    topics = [
        Course(title=title, sides=tuple(one.side_of(key) for one in mirrors))
        for key, title in titles.items()
    ]
    return Courses(
        labels=tuple(labels[one.id] for one in rounds),
        topics=tuple(one for one in topics if sum(side is not None for side in one.sides) > 1),
    )
