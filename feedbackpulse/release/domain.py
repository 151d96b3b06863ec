"""What a release says about a unit: a figure, or that it is not shown and why. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.noise import REACH, SD


class Reason(StrEnum):
    """Why a figure is not shown."""

    TOO_FEW_ANSWERS = "too_few_answers"
    COUNTED_IN_PARENT = "counted_in_parent"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """The mean of one item in one unit and round: from *low* to *high*, on the 1-5 scale.

    The answers are as they were given: an item in reverse is not turned round.
    """

    unit: UnitKey
    unit_name: str
    round_id: RoundId
    item: str
    item_version: int
    n: int
    n_is_minimum: bool
    """Smaller teams below the unit answered too, and how many must stay unknown."""
    invited: int
    low: float
    high: float
    membership_changed: bool
    """One to four people joined or left since the round that asked this before."""
    only_some_asked: bool = False
    """Teams took turns, and not everybody in the unit was asked this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """There is no figure of this item in this unit and round, for this reason."""

    unit: UnitKey
    unit_name: str
    round_id: RoundId
    item: str
    reason: Reason
    fewer_than: int | None = None
    """There were fewer answers than this; not said of a unit above hidden ones."""


Result = Figure | Withheld


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedComment:
    """What somebody wrote, cut loose from everything else they answered."""

    id: bytes
    item: str
    text: str
    may_be_answered: bool
    """Its writer has a code with which they read what is written back."""


class Option(StrEnum):
    """What somebody can answer to a question with a scale."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    DONT_KNOW = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionCount:
    """About how often an option was chosen in the whole organisation."""

    item: str
    option: Option
    count: int

    @property
    def sd(self) -> float:
        """Return how far the count is usually from the truth."""
        return SD


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """About how many of the people with one attribute rated an item, and how many with 4 or 5.

    The answers are as they were given: an item in reverse is not turned round.
    """

    attribute: str
    value: str
    item: str
    favourable: int
    rated: int

    @property
    def share(self) -> float:
        """Return the part that answered 4 or 5."""
        return self.favourable / self.rated

    @property
    def sd(self) -> float:
        """Return how far the share is usually from the truth.

        Those who are favourable and those who are not were counted with a noise of their own.
        """
        return SD * math.hypot(self.share, 1 - self.share) / self.rated

    @property
    def reach(self) -> float:
        """Return how far from the truth the share is at most, nine times out of ten."""
        return REACH / self.rated


class StatisticKind(StrEnum):
    """What a number about the answers of the whole organisation says of a checkpoint."""

    ASSOCIATION = "association"
    """The correlation of its score with the question that is always asked."""
    ALPHA = "alpha"
    OMEGA = "omega"
    SPEARMAN_BROWN = "spearman_brown"
    """How well its questions go together; the last one where there are two of them."""
    SPREAD = "spread"
    """The pooled standard deviation, within units, of what people answer on average."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistic:
    """One number about how answers of the whole organisation hang together.

    In two decimals, computed once at the opening, from units that show a figure alone.
    """

    kind: StatisticKind
    checkpoint: str
    value: float
    answers: int
    """Of how many answers it was made, rounded down to tens."""
