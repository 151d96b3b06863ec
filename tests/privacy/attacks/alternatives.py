"""Another set of answers that leads to the same release, in which one person gave a given answer.

Where such answers exist, nobody can say of that person that they did not give it. The search
begins with the real answers. A colleague who gave that answer may have been the other one: then
nothing is different at all. Else it gives the person the answer, lets colleagues make up for it,
and shifts answers between people, within the sums that are published, until all statistics are
again what was published. What it finds is held against the whole release.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedbackpulse.ballots.domain import HIGHEST, LOWEST
from feedbackpulse.release.coherence import PAIR
from feedbackpulse.release.domain import StatisticKind
from feedbackpulse.release.reliability import SAME, Rows, omega

Answers = NDArray[np.int64]
"""Whole answers [people, questions], the anchor in the first column."""
Value = float | None
HALF_A_STEP: Final = 0.005
TRIES: Final = 3
SHIFTS: Final = 3000
WARM: Final = 0.002


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Between which values a statistic must be to be published as it was."""

    low: float
    high: float
    or_none: bool
    """No value at all is published the same."""

    def miss(self, value: Value) -> float:
        """Return how far off a value is."""
        if value is None:
            return 0.0 if self.or_none else 1.0
        return max(self.low - value, value - self.high, 0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What is worked out of the answers of people in leaves, before anything is rounded."""

    leaf_of: NDArray[np.int64]
    _share: Rows = field(init=False)

    def __post_init__(self) -> None:
        """Prepare to take the mean of each leaf."""
        member = self.leaf_of[:, None] == np.arange(self.leaf_of.max() + 1)
        object.__setattr__(self, "_share", member / member.sum(axis=0))

    def of(self, answers: Answers) -> dict[str, Value]:
        """Return every statistic but omega, which takes long; the spreads of items by number."""
        rows = np.column_stack([answers, answers[:, 1:].mean(axis=1)])
        apart = rows - (self._share.T @ rows)[self.leaf_of]
        free = len(rows) - self._share.shape[1]
        spreads = np.sqrt((apart**2).sum(axis=0) / free).tolist()
        varied = np.cov(rows, rowvar=False)
        kind = StatisticKind.SPEARMAN_BROWN if answers.shape[1] == PAIR + 1 else StatisticKind.ALPHA
        return {f"spread {place}": spread for place, spread in enumerate(spreads[:-1])} | {
            StatisticKind.SPREAD: spreads[-1],
            StatisticKind.ASSOCIATION: _correlation(varied, 0, -1),
            kind: _reliability(varied),
        }


def _correlation(varied: Rows, one: int, other: int) -> Value:
    both = varied[one, one] * varied[other, other]
    return None if both < SAME else float(varied[one, other] / math.sqrt(both))


def _reliability(varied: Rows) -> Value:
    """Return what two questions, or more, have in common; the last row is of their mean."""
    number = len(varied) - 2
    if number == PAIR:
        r = _correlation(varied, 1, 2)
        return None if r is None or 1 + r < SAME else 2 * r / (1 + r)
    own, total = np.trace(varied[1:-1, 1:-1]), number**2 * varied[-1, -1]
    return None if total < SAME else float(number / (number - 1) * (1 - own / total))


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Can this person have given this answer, for all that is known to these others?"""

    person: int
    item: int
    answer: int
    insiders: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """Between which sums of answers each leaf [leaves, items], and everybody [items], must be."""

    leaf_of: NDArray[np.int64]
    low: Answers
    high: Answers
    all_low: Answers
    all_high: Answers

    def hold(self, answers: Answers) -> bool:
        """Say whether all sums are still what was published."""
        sums = np.zeros_like(self.low)
        np.add.at(sums, self.leaf_of, answers)
        total = sums.sum(axis=0)
        leaves = ((self.low <= sums) & (sums <= self.high)).all()
        return bool(leaves and ((self.all_low <= total) & (total <= self.all_high)).all())


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What was published of some answers, and how to look for others that fit."""

    numbers: Numbers
    sums: Sums
    limits: dict[str, Limit]
    fits: Callable[[Answers], bool]
    """Whether answers lead to exactly this release."""
    chance: random.Random

    def finds(self, truth: Answers, question: Question) -> bool:
        """Say whether there are answers that fit, with this one among them."""
        if truth[question.person, question.item] == question.answer:
            return True
        gave_it = truth[self._colleagues(question), question.item] == question.answer
        return bool(gave_it.any()) or any(
            self._try(start, question)
            for whole in [False, True] * TRIES
            for start in [self._start(truth, question, whole=whole)]
        )

    def _start(self, truth: Answers, question: Question, *, whole: bool) -> Answers:
        """Return the answers with the one in question, made up for by colleagues if they can.

        The *whole* person can be different, and not only in this answer.
        """
        answers = truth.copy()
        items = range(truth.shape[1]) if whole else [question.item]
        for item in items:
            answers[question.person, item] = question.answer
            owed = int(truth[question.person, item]) - question.answer
            step = int(math.copysign(1, owed))
            for _ in range(abs(owed)):
                column = answers[:, item]
                others = self._colleagues(question)
                able = [one for one in others if LOWEST <= column[one] + step <= HIGHEST]
                if able:
                    column[self.chance.choice(able)] += step
        return answers

    def _colleagues(self, question: Question) -> list[int]:
        leaf = self.numbers.leaf_of[question.person]
        known = {question.person, *question.insiders}
        return [
            int(one) for one in np.flatnonzero(self.numbers.leaf_of == leaf) if one not in known
        ]

    def _try(self, answers: Answers, question: Question) -> bool:
        off = self._miss(answers)
        for turn in range(SHIFTS):
            if off == 0 and self._misses_omega(answers) == 0 and self.fits(answers):
                return True
            changed = self._shifted(answers, question)
            if changed is None or not self.sums.hold(changed):
                continue
            now = self._miss(changed)
            if now <= off + WARM * (1 - turn / SHIFTS) * self.chance.random():
                answers, off = changed, now
        return False

    def _miss(self, answers: Answers) -> float:
        found = self.numbers.of(answers)
        return sum(self.limits[name].miss(value) for name, value in found.items())

    def _misses_omega(self, answers: Answers) -> float:
        limit = self.limits.get(StatisticKind.OMEGA)
        return 0.0 if limit is None else limit.miss(omega(answers[:, 1:].astype(np.float64)))

    def _shifted(self, answers: Answers, question: Question) -> Answers | None:
        """Return answers in which somebody is higher, and mostly a colleague as much lower."""
        leaf_of, changed = self.numbers.leaf_of, answers.copy()
        one = self.chance.randrange(len(answers))
        other = self.chance.choice(np.flatnonzero(leaf_of == leaf_of[one]).tolist())
        number = self.chance.choice((1, 1, answers.shape[1], 2))
        items = self.chance.sample(range(answers.shape[1]), min(number, answers.shape[1]))
        step = self.chance.choice((1, 1, 1, -1, 2, 4))
        changed[one, items] += step
        if other != one:
            changed[other, items] -= step
        touched = changed[[one, other]]
        is_known = bool({one, other} & set(question.insiders))
        is_off = changed[question.person, question.item] != question.answer
        if is_known or is_off or touched.min() < LOWEST or touched.max() > HIGHEST:
            return None
        return changed


def limits_around(values: Sequence[tuple[str, Value, Value, Value]]) -> dict[str, Limit]:
    """Return the limits of published values; each with the ends that more extreme ones get."""
    return {name: _limit(value, lowest, highest) for name, value, lowest, highest in values}


def _limit(value: Value, lowest: Value, highest: Value) -> Limit:
    if value is None:
        return Limit(low=math.inf, high=-math.inf, or_none=True)
    return Limit(
        low=-math.inf if value == lowest else value - HALF_A_STEP,
        high=math.inf if value == highest else value + HALF_A_STEP,
        or_none=value == 0.0 and lowest is not None,
    )
