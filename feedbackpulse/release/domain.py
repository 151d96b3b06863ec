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
    wrote_again: bool = False
    """Its writer wrote something that nobody answered yet."""


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
class ThemeCount:
    """About how many people in the whole organisation would like to learn more about a theme."""

    theme: str
    count: int


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Middle:
    """What levels of units are drawn to when they stand side by side, in points."""

    mean: float
    error: float
    tau: float
    """How much units really differ: the standard deviation between them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Icc:
    """How much of the differences in answers lies between units, from 0 to 1."""

    one: float
    """The part of one answer that is its unit's: ICC(1)."""
    two: float
    """How surely the levels tell units apart: ICC(2)."""
    units: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """How units differ on one checkpoint in one round; follows from its figures and no more."""

    checkpoint: str
    leaves: Middle | None
    """None without any leaf that has a level."""
    larger: Middle | None
    """Of the units between the leaves and the whole organisation."""
    icc: Icc | None
    """None while too few units or answers are there to know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Strictness:
    """What a test asks of each pair of two rounds, because it looks at the pairs of all units.

    It follows from the figures of both rounds and no more.
    """

    claimed: float
    """The largest chance at which a change is claimed; zero when none is."""
    steps: tuple[float, ...]
    """In order: what pairs that are claimed may reach, if any, then what pairs above each may."""
