"""A21: what do statistics of the whole organisation tell of one person, or of a hidden leaf?

Beside all figures, somebody has how answers hang together, in two decimals. They know nobody's
answers, or their own, or their own and those of a colleague who tells. Of people whom the figures
leave open, is there still a set of answers that fits everything, with the lowest and with the
highest answer of that person? And does what is answered in a leaf that shows nothing change any
statistic?
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from feedbackpulse.ballots.domain import HIGHEST, LOWEST
from feedbackpulse.release.coherence import (
    HIGHEST_ASSOCIATION,
    HIGHEST_RELIABILITY,
    LOWEST_RELIABILITY,
    spread_ends,
)
from feedbackpulse.release.counting import LOWEST_SPREAD
from feedbackpulse.release.domain import StatisticKind
from feedbackpulse.release.reliability import omega
from tests.privacy.attacks.alternatives import (
    Answers,
    Limit,
    Numbers,
    Question,
    Search,
    Sums,
    Value,
    limits_around,
)
from tests.privacy.attacks.measure import Lab, Measure
from tests.privacy.attacks.minds import MINDS, World, codes, world
from tests.release.together import Row

ITEMS: Final = (2, 3, 4)
MOST_TOLD: Final = 2
ENDS: Final[dict[str, tuple[float, float]]] = {
    StatisticKind.ASSOCIATION: (-HIGHEST_ASSOCIATION, HIGHEST_ASSOCIATION),
    StatisticKind.ALPHA: (LOWEST_RELIABILITY, HIGHEST_RELIABILITY),
    StatisticKind.OMEGA: (LOWEST_RELIABILITY, HIGHEST_RELIABILITY),
    StatisticKind.SPEARMAN_BROWN: (LOWEST_RELIABILITY, HIGHEST_RELIABILITY),
}
Limits = dict[str, Limit]
Publish = Callable[[World, Answers], Limits]
Hidden = Sequence[Row]
Said = Callable[[World, Hidden], object]
"""What is said of an organisation, beside a leaf in which these people answered."""


def measure(lab: Lab) -> Measure:
    """Measure our release."""
    return _tried(lab, _published, _of_what_is_shown)


def naive(lab: Lab) -> Measure:
    """The test of the test: the numbers of a textbook, of everybody who answered."""
    return _tried(lab, _as_they_are, _of_everybody)


def _tried(lab: Lab, publish: Publish, said: Said) -> Measure:
    chance = random.Random()  # noqa: S311  (organisations that do not exist)
    asked = pinned = changed = worlds = 0
    for made in _worlds(lab, chance):
        worlds += 1
        changed += len({said(made, each) for each in _hidden(made, chance)}) > 1
        search = _search(made, publish, chance)
        for question in _questions(made, search.sums, chance, lab.size(1, 6)):
            asked += 1
            pinned += not search.finds(made.answers, question)
    return Measure(
        figure=f"{pinned}, {changed} / {asked}",
        holds=pinned == changed == 0,
        details=(f"{worlds} organisations, {asked} people asked about",),
    )


def _worlds(lab: Lab, chance: random.Random) -> Iterator[World]:
    for mind in chance.sample(list(MINDS.values()), lab.size(2, len(MINDS))):
        for items in ITEMS[: lab.size(1, len(ITEMS))]:
            yield world(mind, chance, items=items)


def _hidden(made: World, chance: random.Random) -> Iterator[Hidden]:
    """Return what people could answer in a leaf with too few of them."""
    ends, questions = (LOWEST, HIGHEST), made.answers.shape[1]
    for people in (0, 2, 4):
        yield [tuple(chance.choice(ends) for _ in range(questions)) for _ in range(people)]


def _search(made: World, publish: Publish, chance: random.Random) -> Search:
    limits, truth = publish(made, made.answers), made.released(made.answers)
    outcomes, spreads = truth.outcomes, truth.spreads

    def fits(answers: Answers) -> bool:
        other = made.released(answers)
        same = (other.outcomes, other.spreads) == (outcomes, spreads)
        return same and publish(made, answers) == limits

    return Search(
        numbers=Numbers(leaf_of=made.leaf_of),
        sums=made.sums(),
        limits=limits,
        fits=fits,
        chance=chance,
    )


def _published(made: World, answers: Answers) -> Limits:
    """Return the limits that our release leaves to each number."""
    release = made.released(answers)
    said: list[tuple[str, Value, Value, Value]] = [
        (f"spread {place}", release.spreads[item], LOWEST_SPREAD, None)
        for place, item in enumerate(codes(answers))
    ]
    own = [release.spreads[item] for item in codes(answers)[1:]]
    spread = tuple(round(end, 2) for end in spread_ends(own))
    ends = ENDS | {StatisticKind.SPREAD: spread}
    said += [(one.kind, one.value, *ends[one.kind]) for one in release.statistics]
    return limits_around(said)


def _as_they_are(made: World, answers: Answers) -> Limits:
    """Return the same for numbers without ends, where what has no value is left out."""
    found = Numbers(leaf_of=made.leaf_of).of(answers)
    if answers.shape[1] > MOST_TOLD + 1:
        found[StatisticKind.OMEGA] = omega(answers[:, 1:].astype(np.float64))
    return limits_around(
        [
            (name, None if value is None else round(value, 2), None, None)
            for name, value in found.items()
        ]
    )


def _of_what_is_shown(made: World, hidden: Hidden) -> object:
    found = made.released(made.answers, hidden=hidden)
    return found.statistics, tuple(found.spreads.items())


def _of_everybody(made: World, hidden: Hidden) -> object:
    """Return the numbers of all answers, also those of the leaf that shows nothing."""
    rows = np.array([*made.answers.tolist(), *hidden], dtype=np.int64)
    leaves = np.array([*made.leaf_of, *[made.leaf_of.max() + 1] * len(hidden)])
    numbers = Numbers(leaf_of=leaves).of(rows)
    return tuple((name, value and round(value, 2)) for name, value in numbers.items())


def _questions(made: World, sums: Sums, chance: random.Random, number: int) -> Iterator[Question]:
    """Return people and answers that the figures leave open to whoever looks."""
    while number:
        leaf = made.leaf_of[chance.randrange(len(made.leaf_of))]
        people = [int(one) for one in np.flatnonzero(made.leaf_of == leaf)]
        person, *told = chance.sample(people, 1 + chance.randint(0, MOST_TOLD))
        item, answer = chance.randrange(made.answers.shape[1]), chance.choice((LOWEST, HIGHEST))
        known = answer + int(made.answers[told, item].sum())
        others = len(people) - 1 - len(told)
        if (
            known + others * LOWEST <= sums.high[leaf, item]
            and sums.low[leaf, item] <= known + others * HIGHEST
        ):
            number -= 1
            yield Question(person=person, item=item, answer=answer, insiders=tuple(told))
