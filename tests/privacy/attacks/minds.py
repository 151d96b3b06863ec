"""Organisations that answer a few questions in a telling way: everybody the same, or opposites."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedbackpulse.ballots.domain import HIGHEST, LOWEST
from feedbackpulse.release.contents import Contents
from feedbackpulse.release.ranges import Outcome
from tests.privacy.attacks.alternatives import Answers, Sums
from tests.release.together import WHOLE, Row, questions, release
from tests.roster.organisations import unit

ENOUGH: Final = 106
Mind = Callable[[random.Random, int, int], Row]
"""How somebody answers so many questions in a leaf with this usual answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What everybody answers, and in which leaf they are counted."""

    answers: Answers
    leaf_of: NDArray[np.int64]

    def released(self, answers: Answers, *, hidden: Sequence[Row] = ()) -> Contents:
        """Return the release of other answers, beside those of a leaf that shows nothing."""
        teams: dict[str, list[Row]] = {"Hidden": list(hidden)}
        for leaf, row in zip(self.leaf_of, answers, strict=True):
            teams.setdefault(f"Leaf {leaf}", []).append(tuple(int(one) for one in row))
        return release(teams)

    def sums(self) -> Sums:
        """Return which sums of answers are published, per leaf and of everybody."""
        found = {
            (one.unit, one.item.code): one.outcome for one in self.released(self.answers).outcomes
        }
        leaves = [unit(f"Leaf {leaf}") for leaf in range(self.leaf_of.max() + 1)]
        low, high = (
            np.array(
                [[_ends(found[leaf, code])[end] for code in codes(self.answers)] for leaf in leaves]
            )
            for end in (0, 1)
        )
        all_low, all_high = (
            np.array([_ends(found[WHOLE, code])[end] for code in codes(self.answers)])
            for end in (0, 1)
        )
        return Sums(leaf_of=self.leaf_of, low=low, high=high, all_low=all_low, all_high=all_high)


def _ends(outcome: Outcome) -> tuple[int, int]:
    """Return between which sums the answers lie: the scores of a release begin with nought."""
    offset = LOWEST * outcome.visible
    return outcome.span.low + offset, outcome.span.high + offset


def codes(answers: Answers) -> list[str]:
    """Return the codes of the questions, in order."""
    return [item.code for item in questions(answers.shape[1] - 1)]


def world(mind: Mind, chance: random.Random, *, items: int) -> World:
    """Return an organisation of one mind or another, of teams of five to twelve, or of one."""
    sizes = [ENOUGH] if chance.random() < 0.15 else []
    while sum(sizes) < ENOUGH:
        sizes.append(chance.randint(5, 12))
    usual = [chance.choice((2, 3, 4, 5)) for _ in sizes]
    rows = [
        mind(chance, usual[leaf], items + 1) for leaf, size in enumerate(sizes) for _ in range(size)
    ]
    return World(
        answers=np.array(rows, dtype=np.int64), leaf_of=np.repeat(np.arange(len(sizes)), sizes)
    )


def usual_people(chance: random.Random, usual: int, number: int) -> Row:
    """Answer as people do: with a leaning, and not the same to everything."""
    own = chance.gauss(usual - 0.3, 0.5)
    return tuple(_on_scale(round(chance.gauss(own, 0.7))) for _ in range(number))


def of_one_mind(_chance: random.Random, usual: int, number: int) -> Row:
    """Answer as everybody in the leaf does."""
    return (usual,) * number


def but_for_one(chance: random.Random, usual: int, number: int) -> Row:
    """Answer as everybody does, but for a few who find the opposite."""
    return (LOWEST if chance.random() < 0.02 else usual,) * number


def all_the_same(chance: random.Random, _usual: int, number: int) -> Row:
    """Give one answer to everything."""
    return (chance.randint(LOWEST, HIGHEST),) * number


def opposites(chance: random.Random, _usual: int, number: int) -> Row:
    """Give the opposite answer to every second question."""
    own = chance.randint(LOWEST, HIGHEST)
    return tuple(own if place % 2 else LOWEST + HIGHEST - own for place in range(number))


def ends_only(chance: random.Random, _usual: int, number: int) -> Row:
    """Answer everything with the lowest or the highest."""
    return (chance.choice((LOWEST, HIGHEST)),) * number


def _on_scale(answer: int) -> int:
    return min(HIGHEST, max(LOWEST, answer))


MINDS: Final[Mapping[str, Mind]] = {
    "usual people": usual_people,
    "of one mind": of_one_mind,
    "of one mind, but for a few": but_for_one,
    "one answer to everything": all_the_same,
    "opposites": opposites,
    "only the ends": ends_only,
}
