"""What an attacker gains on one person who joins or leaves a team, from all that is published.

Worked out, not drawn: every way in which the team can answer twice has its chance, and the
attacker weighs all that fit what was published before and after. They know the rule, how many
answered, how people answer in general, and how often colleagues answer otherwise the second time;
an insider also knows their own two answers. What they want to know is whether the joiner, or the
leaver, gave a 4 or 5. Before they look at a team, guessing the likelier of the two is right in so
many cases as *prior* says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from random import Random
from types import MappingProxyType
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles.domain import (
    RATED_SCALE,
    AskedItem,
    CycleId,
    Privacy,
    Round,
    RoundId,
    RoundState,
)
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release.contents import EarlierRound, Ground, UnitShape, put_together
from feedbackpulse.release.packed import OpenedBallot, pack
from feedbackpulse.release.ranges import TOP

SCORES: Final = range(TOP + 1)
FAVOURABLE: Final = frozenset({3, 4})
POPULATIONS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "mostly favourable": (0.03, 0.09, 0.18, 0.45, 0.25),
        "mostly not": (0.10, 0.25, 0.35, 0.22, 0.08),
        "divided": (0.15, 0.10, 0.05, 0.30, 0.40),
    }
)
"""How often people give each answer: in all of these, 70 of 100 are on one side."""
SURE: Final = 0.95
_NEGLIGIBLE: Final = 1e-12

Chances = npt.NDArray[np.float64]


class Move(StrEnum):
    """What happened between the two rounds."""

    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """How often a guess is right without and with what was published."""

    prior: float
    right: float
    sure: float
    """In how many cases the attacker is more than 95% sure."""

    @property
    def gain(self) -> float:
        """Return what the publications added."""
        return self.right - self.prior


Publish = Callable[[int, int, bool], Hashable]
"""What is published of a team with so many answers and this sum; True: somebody joined or left."""


def released(answers: int, total: int, changed: bool) -> Hashable:  # noqa: FBT001  (see Publish)
    """Return everything that our release publishes of a company with this team in it."""
    return _released(answers, total, changed)


def gain_of_a_joiner(
    *,
    team: int = 8,
    move: Move = Move.JOINED,
    churn: float = 0.05,
    population: str = "mostly favourable",
    insider: bool = False,
    publish: Publish = released,
) -> Measure:
    """Return what is gained on the one who joined or left a team of *team* people.

    *churn* is how often a colleague's second answer is one step away from the first.
    """
    answer = np.array(POPULATIONS[population])
    twice = _twice(answer, churn)
    stays = team if move is Move.JOINED else team - 1
    others = _sums(twice, stays - 1 if insider else stays)
    own = np.argwhere(twice > 0) if insider else np.zeros((1, 2), dtype=np.int64)
    weights = [float(twice[first, second]) if insider else 1.0 for first, second in own]
    right = sure = 0.0
    for (first, second), weight in zip(own, weights, strict=True):
        seen = _Seen(publish=publish, stays=stays, move=move, known=(int(first), int(second)))
        for cell in seen.cells(others, answer):
            right += weight * max(cell)
            sure += weight * (sum(cell) if max(cell) > SURE * sum(cell) else 0.0)
    favourable = sum(float(answer[score]) for score in FAVOURABLE)
    return Measure(prior=max(favourable, 1 - favourable), right=right, sure=sure)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What the attacker sees in each case, and how likely the case is for either answer."""

    publish: Publish
    stays: int
    move: Move
    known: tuple[int, int]

    def cells(self, others: Chances, answer: Chances) -> list[list[float]]:
        """Return per publication the chance that the target was favourable, and was not."""
        found: defaultdict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for before, after in np.argwhere(others > _NEGLIGIBLE):
            sums = int(before) + self.known[0], int(after) + self.known[1]
            chance = float(others[before, after])
            for score in SCORES:
                cell = found[self._seen(*sums, score)]
                cell[score not in FAVOURABLE] += chance * float(answer[score])
        return list(found.values())

    def _seen(self, before: int, after: int, score: int) -> Hashable:
        if self.move is Move.JOINED:
            first, second = (self.stays, before), (self.stays + 1, after + score)
        else:
            first, second = (self.stays + 1, before + score), (self.stays, after)
        return self.publish(*first, False), self.publish(*second, True)  # noqa: FBT003  (Publish)


def _twice(answer: Chances, churn: float) -> Chances:
    """Return how likely each pair of answers of one colleague is."""
    pairs = np.zeros((TOP + 1, TOP + 1))
    for score in SCORES:
        steps = [other for other in (score - 1, score + 1) if other in SCORES]
        pairs[score, score] += answer[score] * (1 - churn)
        for other in steps:
            pairs[score, other] += answer[score] * churn / len(steps)
    return pairs


def _sums(twice: Chances, people: int) -> Chances:
    """Return how likely each pair of sums of so many colleagues is."""
    sums = np.ones((1, 1))
    for _ in range(people):
        wider = np.zeros((sums.shape[0] + TOP, sums.shape[1] + TOP))
        for first, second in np.argwhere(twice > 0):
            rows, columns = slice(first, first + sums.shape[0]), slice(second, second + len(sums))
            wider[rows, columns] += twice[first, second] * sums
        sums = wider
    return sums


_WHOLE, _TEAM, _OTHERS = (UnitKey(team_id=TeamId(UUID(int=number))) for number in (1, 2, 3))
_ITEM = AskedItem(
    code="G1",
    version=1,
    scale=RATED_SCALE,
    text=LocalText(nl="Vraag?", en="Question?"),
    reverse=False,
    checkpoint=None,
)
_OPENED = datetime(2026, 1, 12, 8, tzinfo=UTC)
_ROUND = Round(
    id=RoundId(UUID(int=4)),
    cycle_id=CycleId(UUID(int=5)),
    number=1,
    title="How we listen",
    opens_at=_OPENED,
    closes_at=_OPENED + timedelta(days=5),
    state=RoundState.CLOSED,
    items=(_ITEM,),
    privacy=Privacy(),
    locales=("en",),
)
_BEFORE = EarlierRound(id=RoundId(UUID(int=6)), items=frozenset({"G1"}), changed={_TEAM: 1})


@cache
def _released(answers: int, total: int, changed: bool) -> Hashable:  # noqa: FBT001  (as above)
    units = (
        UnitShape(key=_WHOLE, parent=None, is_leaf=False, invited=answers + 20),
        UnitShape(key=_TEAM, parent=_WHOLE, is_leaf=True, invited=answers),
        UnitShape(key=_OTHERS, parent=_WHOLE, is_leaf=True, invited=20),
    )
    ground = Ground(
        asked=replace(_ROUND, number=2), units=units, earlier=(_BEFORE,) if changed else ()
    )
    full, left = divmod(total, TOP)
    scores = [TOP] * full + [left] * (answers > full)
    given = [(_TEAM, score) for score in scores + [0] * (answers - len(scores))]
    given += [(_OTHERS, 2)] * 20
    opened = [
        OpenedBallot(unit=unit, answers=Answers(ratings={"G1": score + 1})) for unit, score in given
    ]
    nothing = Random(0)  # noqa: S311  (so few answers are published without noise)
    contents = put_together(ground, pack(ground.columns, opened), chance=nothing)
    return tuple((one.unit, one.outcome) for one in contents.outcomes)
