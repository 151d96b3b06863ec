"""Opened answers as columns of small whole numbers: a byte an answer, in memory alone. Pure.

How much memory an opening takes follows from these bytes and from what people wrote, and no longer
from how many ballots are taken out of the box at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedbackpulse.ballots.domain import Answers, CommentScope
from feedbackpulse.people.domain import UnitKey

SKIPPED: Final = 0
UNKNOWN: Final = -1
"""What stands for "don't know" among ratings from 1 to 5."""

Bytes = NDArray[np.int8]
Places = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedBallot:
    """The answers of nobody in particular, in one unit."""

    unit: UnitKey
    answers: Answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """What the numbers in packed answers stand for."""

    leaves: tuple[UnitKey, ...]
    items: tuple[str, ...]
    """Those with a scale."""
    choices: Mapping[str, tuple[str, ...]]
    """What people tell of themselves or choose, with its values."""
    places: Mapping[UnitKey, int] = field(init=False, repr=False, compare=False)
    """The number of each leaf."""

    def __post_init__(self) -> None:
        """Number the leaves."""
        places = {leaf: place for place, leaf in enumerate(self.leaves)}
        object.__setattr__(self, "places", places)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What somebody wrote, and the place of the leaf that it comes from."""

    leaf: int
    scope: CommentScope
    item: str
    text: str
    mailbox: str | None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Packed:
    """The answers of some ballots as bytes alone: this is what processes send to each other."""

    units: Places
    """The place of the leaf [ballots]."""
    ratings: Bytes
    """From 1 to 5, UNKNOWN or SKIPPED [ballots, items]."""
    chosen: Bytes
    """The place of the value, from 1 on; 0 where nothing was chosen [ballots, choices]."""
    words: tuple[Written, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Opened(Packed):
    """The answers of many ballots; what was written lies apart from them, in an order of its own."""

    columns: Columns

    def of(self, item: str) -> Bytes:
        """Return the answers to one item [ballots]."""
        return self.ratings[:, self.columns.items.index(item)]

    def choosing(self, choice: str, value: str) -> Mask:
        """Say which ballots have this value [ballots]."""
        names = list(self.columns.choices)
        place = self.columns.choices[choice].index(value) + 1
        return np.asarray(self.chosen[:, names.index(choice)] == place)

    def within(self, leaves: Collection[UnitKey]) -> Mask:
        """Say which ballots are of these leaves [ballots]."""
        wanted = np.array([leaf in leaves for leaf in self.columns.leaves], dtype=np.bool_)
        return np.asarray(wanted[self.units])


def pack(columns: Columns, ballots: Iterable[OpenedBallot]) -> Opened:
    """Return ballots as columns, in their order; their leaves must be among those."""
    pile = pack_pile(columns, ballots)
    return Opened(
        columns=columns,
        units=pile.units,
        ratings=pile.ratings,
        chosen=pile.chosen,
        words=pile.words,
    )


def pack_pile(columns: Columns, ballots: Iterable[OpenedBallot]) -> Packed:
    """Return ballots as bytes, in their order, without what those stand for."""
    given = list(ballots)
    units = [columns.places[ballot.unit] for ballot in given]
    ratings = [_ratings(columns, ballot.answers) for ballot in given]
    chosen = [_chosen(columns, ballot.answers) for ballot in given]
    return Packed(
        units=np.array(units, dtype=np.int32),
        ratings=np.array(ratings, dtype=np.int8).reshape(len(given), len(columns.items)),
        chosen=np.array(chosen, dtype=np.int8).reshape(len(given), len(columns.choices)),
        words=tuple(
            one
            for leaf, ballot in zip(units, given, strict=True)
            for one in _written(leaf, ballot.answers)
        ),
    )


def shuffled(columns: Columns, piles: Sequence[Packed], *, chance: Random) -> Opened:
    """Return all piles as one, in an order of chance; and the words in another one."""
    whole = [pack_pile(columns, ()), *piles]
    units = np.concatenate([pile.units for pile in whole])
    order = np.array(chance.sample(range(len(units)), len(units)), dtype=np.intp)
    words = [one for pile in whole for one in pile.words]
    chance.shuffle(words)
    return Opened(
        columns=columns,
        units=units[order],
        ratings=np.concatenate([pile.ratings for pile in whole])[order],
        chosen=np.concatenate([pile.chosen for pile in whole])[order],
        words=tuple(words),
    )


def _ratings(columns: Columns, answers: Answers) -> list[int]:
    given = (answers.ratings.get(item, SKIPPED) for item in columns.items)
    return [UNKNOWN if rating is None else rating for rating in given]


def _chosen(columns: Columns, answers: Answers) -> list[int]:
    told = answers.attributes
    return [
        values.index(told[choice]) + 1 if choice in told else 0
        for choice, values in columns.choices.items()
    ]


def _written(leaf: int, answers: Answers) -> Iterator[Written]:
    for item, text in answers.comments.items():
        yield Written(
            leaf=leaf,
            scope=answers.comment_scope,
            item=item,
            text=text,
            mailbox=answers.mailboxes.get(item),
        )
