"""How the fictional teams feel about listening, and the answers their people would give.

Seeded, so that the demo tells the same story every time. Ballot numbers, keys, shuffles and
noise are not made here: they come from the system's randomness, as they always do.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from feedbackpulse.checkpoints.domain import WORTH
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import AskedItem, Round
from feedbackpulse.cycles.learning import LEARNING, choices_in
from feedbackpulse.demo import remarks
from feedbackpulse.demo.organisation import CHANGING, FALLING, RISING
from feedbackpulse.roster.intake import Answers

USUAL: Final = (3.55, 3.6)
TEAMS_FROM_TO: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "DV": (3.4, 3.5),
        "WON-V": (3.4, 3.6),
        RISING: (2.4, 3.8),
        "WON-Z": (3.7, 3.5),
        FALLING: (4.0, 2.7),
        "KLA-B": (3.2, 3.4),
        "KLA-S": (3.2, 3.3),
        "TEC-D": (3.0, 3.1),
        "TEC-P": (3.3, 3.5),
        CHANGING: (3.2, 3.4),
        "BED-F": (3.6, 3.4),
        "BED-I": (3.1, 3.4),
        "BED-H": (3.1, 3.3),
    }
)
PERSONS_DIFFER, ANSWERS_DIFFER, CHECKPOINTS_DIFFER = 0.45, 0.7, 0.3
SKIPS, DOES_NOT_KNOW, WRITES, TELLS = 0.02, 0.03, 0.16, 0.85
STRAINED_BELOW, GOOD_ABOVE = 3.1, 3.7
WORTH_FROM_TO = 3.2, 3.9
LIKED = {"": 30, "M8": 26, "M4": 18, "M9": 12, "M6": 9, "M2": 8, "M11": 5, "M7": 3, "M5": 2}
"""How much people would like to learn about a theme; the first is nothing."""


@dataclass(slots=True)
class Feelings:
    """What everybody in the organisation would answer, if asked."""

    generator: random.Random
    _used: Counter[str] = field(default_factory=Counter)
    _persons: dict[str, float] = field(default_factory=dict)
    _checkpoints: dict[tuple[str, str], float] = field(default_factory=dict)

    def answer(
        self, *, person: str, team: str, progress: float, asked: Round, english: bool
    ) -> Answers:
        """Return the answers of one person; *progress* runs from 0 to 1 over the year."""
        level = self._level(team, progress)
        ratings: dict[str, int | None] = {}
        comments: dict[str, str] = {}
        for item in asked.items:
            if item.is_open:
                if self.generator.random() < WRITES:
                    comments[item.code] = self._remark(level, english=english)
            elif item.code == WORTH:
                ratings[item.code] = _worth(person, asked, progress)
            elif self.generator.random() >= SKIPS:
                feeling = level + self._leaning(person, team, item.checkpoint)
                ratings[item.code] = self._rate(feeling, item)
        told = _told(person, asked.attributes) | _wanted(person, asked)
        return Answers(ratings=ratings, comments=comments, attributes=told)

    def _level(self, team: str, progress: float) -> float:
        start, end = TEAMS_FROM_TO.get(team, USUAL)
        return start + (end - start) * progress

    def _leaning(self, person: str, team: str, checkpoint: str | None) -> float:
        """Return how far one person is from the team, and the team from itself on a subject."""
        own = self._persons.setdefault(person, self.generator.gauss(0, PERSONS_DIFFER))
        if checkpoint is None:
            return own
        subject = (team, checkpoint)
        if subject not in self._checkpoints:
            self._checkpoints[subject] = self.generator.gauss(0, CHECKPOINTS_DIFFER)
        return own + self._checkpoints[subject]

    def _rate(self, feeling: float, item: AskedItem) -> int | None:
        if self.generator.random() < DOES_NOT_KNOW:
            return None
        value = min(5, max(1, round(feeling + self.generator.gauss(0, ANSWERS_DIFFER))))
        return 6 - value if item.reverse else value

    def _remark(self, level: float, *, english: bool) -> str:
        """Return something that fits, preferring what was said least often before."""
        if english:
            return self.generator.choice(remarks.ENGLISH)
        mood: tuple[str, ...] = remarks.GOOD if level > GOOD_ABOVE else ()
        mood = remarks.STRAINED if level < STRAINED_BELOW else mood
        fitting = (*mood, *remarks.PLAIN)
        fewest = min(self._used[remark] for remark in fitting)
        chosen = self.generator.choice([one for one in fitting if self._used[one] == fewest])
        self._used[chosen] += 1
        return chosen


def _told(person: str, attributes: Iterable[str]) -> dict[str, str]:
    """Return what somebody tells of themselves: the same every time, and not always something."""
    generator = random.Random(person)  # noqa: S311  (a story, not a secret)
    told = {attribute: generator.choice(ATTRIBUTES[attribute]) for attribute in attributes}
    return {attribute: value for attribute, value in told.items() if generator.random() < TELLS}


def _worth(person: str, asked: Round, progress: float) -> int:
    """Return whether somebody found it worth their time: after shorter rounds more than before."""
    generator = random.Random(f"{person} {asked.number} worth")  # noqa: S311  (a story, not a secret)
    start, end = WORTH_FROM_TO
    return min(5, max(1, round(generator.gauss(start + (end - start) * progress, ANSWERS_DIFFER))))


def _wanted(person: str, asked: Round) -> dict[str, str]:
    """Return what somebody would like to learn more about, where they choose anything."""
    if LEARNING not in choices_in(asked):
        return {}
    generator = random.Random(f"{person} {asked.number}")  # noqa: S311  (a story, not a secret)
    [theme] = generator.choices([*LIKED], weights=[*LIKED.values()])
    return {LEARNING: theme} if theme else {}
