"""Cycles and rounds: what HR configures, and the states both can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import NewType
from uuid import UUID

from feedbackpulse.checkpoints.domain import OPEN_SCALE, LocalText
from feedbackpulse.cycles.attributes import ATTRIBUTES, MOST_ATTRIBUTES
from feedbackpulse.people.domain import TeamId

CycleId = NewType("CycleId", UUID)
RoundId = NewType("RoundId", UUID)

RATED_SCALE = "agree5"
OWN_PREFIX = "OWN-"
LOCALES = ("nl", "en")
MOST_OWN_QUESTIONS = 5
MOST_REMINDERS = 2
MOST_SLOWED = 3


class Rhythm(StrEnum):
    """How often a cycle asks."""

    ONCE = "once"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    TWO_MONTHLY = "two_monthly"
    QUARTERLY = "quarterly"
    OWN = "own"


# The longest window that always closes before the next one opens, whatever the month.
LONGEST_WINDOW: Mapping[Rhythm, int] = MappingProxyType(
    {
        Rhythm.ONCE: 60,
        Rhythm.BIWEEKLY: 14,
        Rhythm.MONTHLY: 28,
        Rhythm.TWO_MONTHLY: 42,
        Rhythm.QUARTERLY: 42,
        Rhythm.OWN: 60,
    }
)


class CycleState(StrEnum):
    """Where a cycle is in its life."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class RoundState(StrEnum):
    """Where a round is in its life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class SecondKey(StrEnum):
    """Who besides the server must help to open the ballots of a round."""

    NONE = "none"
    COUNCIL = "council"
    ADMIN = "admin"


class CycleError(ValueError):
    """A rule about cycles or rounds is broken."""


class UnsafePrivacyError(CycleError):
    """A privacy number is below what anonymity needs, or lower than before."""


class InvalidCycleError(CycleError):
    """The parts of a cycle contradict each other."""


class IllegalMoveError(CycleError):
    """A cycle or round cannot go from its state to that one."""


class CycleNotFoundError(CycleError):
    """There is no such cycle."""


class RoundNotFoundError(CycleError):
    """There is no such round."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Privacy:
    """How many answers a figure needs, how many a comment needs, and what may stay open.

    The margin is the number of people whose answers could still go either way
    when an exact figure is shown.
    """

    smallest_group: int = 5
    comments_group: int = 10
    margin: int = 2

    def __post_init__(self) -> None:
        """Refuse numbers that would give people away."""
        for name, floor in PRIVACY_FLOOR.items():
            if getattr(self, name) < floor:
                raise UnsafePrivacyError(
                    f"{name} is {getattr(self, name)}, must be {floor} or more"
                )
        if self.comments_group < self.smallest_group:
            raise UnsafePrivacyError("comments need at least as many answers as figures")
        if 2 * self.margin >= self.smallest_group:
            raise UnsafePrivacyError(
                "with this margin the smallest group would never show a figure"
            )

    def loosens(self, other: Privacy) -> bool:
        """Say whether any of these numbers is lower than the other's."""
        return any(getattr(self, name) < getattr(other, name) for name in PRIVACY_FLOOR)


PRIVACY_FLOOR: Mapping[str, int] = MappingProxyType(
    {"smallest_group": 5, "comments_group": 10, "margin": 2}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnQuestion:
    """A question that the organisation adds to its own cycle."""

    number: int
    text: LocalText
    scale: str = RATED_SCALE
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse a scale that results cannot be made of."""
        if self.scale not in {RATED_SCALE, OPEN_SCALE}:
            raise InvalidCycleError(f"own question {self.number}: unknown scale {self.scale!r}")

    @property
    def code(self) -> str:
        """Return the code its answers are kept under."""
        return f"{OWN_PREFIX}{self.number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedItem:
    """An item as a round asked it: the wording stays, whatever the catalogue says later."""

    code: str
    version: int
    scale: str
    text: LocalText
    reverse: bool
    checkpoint: str | None

    @property
    def is_open(self) -> bool:
        """Say whether the answer is in words."""
        return self.scale == OPEN_SCALE


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """What HR configures once: its rounds follow from it.

    The window counts its first day: seven days from a Monday close on the Sunday. The rule (RFC
    5545) is for a rhythm of its own. A cycle that was slowed asks at each 2nd, 4th, … opening. Its
    blocks take turns, counted from one round and one block: so a new rhythm goes on where the old
    one was.
    """

    id: CycleId
    title: str
    state: CycleState
    blocks: tuple[int, ...]
    blocks_per_round: int
    asks_open_question: bool
    own_questions: tuple[OwnQuestion, ...]
    teams: frozenset[TeamId] | None
    privacy: Privacy
    rhythm: Rhythm
    first_day: date
    opens: time
    closes: time
    window_days: int
    zone: str
    locales: tuple[str, ...]
    step: int
    attributes: tuple[str, ...] = ()
    second_key: SecondKey = SecondKey.NONE
    rule: str = ""
    avoids_closures: bool = True
    leadership_blocks: tuple[int, ...] = ()
    stagger: bool = False
    reminders: int = 1
    slowed: int = 0
    asks_learning: bool = False
    asks_worth: bool = False
    turn_number: int = 1
    turn_block: int = 0

    def __post_init__(self) -> None:
        """Refuse a cycle whose rounds could not be asked or would run into each other."""
        for wrong, why in (
            (self.teams is not None and not self.teams, "no team is chosen"),
            (self.asks_learning and self.teams is not None, "learning is asked of everybody"),
            (not self.locales or not set(self.locales) <= set(LOCALES), "unknown languages"),
            (
                not (self.blocks or self.leadership_blocks or self.own_questions),
                "there is nothing to ask",
            ),
            (len(set(self.blocks)) != len(self.blocks), "a block is chosen twice"),
            (self.blocks_per_round < 1, "a round asks at least one block"),
            (not set(self.attributes) <= set(ATTRIBUTES), "unknown attributes"),
            (len(self.attributes) > MOST_ATTRIBUTES, "too many attributes"),
            (len({q.number for q in self.own_questions}) != len(self.own_questions), "own codes"),
            ((self.rhythm is Rhythm.OWN) != bool(self.rule), "a rule of its own, and no other"),
            (not 0 <= self.reminders <= MOST_REMINDERS, "too many reminders"),
            (len(set(self.leadership_blocks)) != len(self.leadership_blocks), "a block twice"),
            (bool(set(self.leadership_blocks) & set(self.blocks)), "a block in two places"),
            (not 0 <= self.slowed <= MOST_SLOWED, "slowed too often"),
            (not 1 <= self.window_days <= LONGEST_WINDOW[self.rhythm], "the window does not fit"),
            (self.window_days == 1 and self.closes <= self.opens, "it closes before it opens"),
        ):
            if wrong:
                raise InvalidCycleError(f"{self.title!r}: {why}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One occurrence of a cycle, with the wording and the privacy numbers it was asked under.

    One that a holiday or a closed period moved knows when it would have opened, and the name of
    what moved it.
    """

    id: RoundId
    cycle_id: CycleId
    number: int
    title: str
    opens_at: datetime
    closes_at: datetime
    state: RoundState
    items: tuple[AskedItem, ...]
    privacy: Privacy
    locales: tuple[str, ...]
    public_key: bytes | None = field(default=None, repr=False)
    release_sha256: str | None = None
    burnt: bool = False
    attributes: tuple[str, ...] = ()
    second_key: bytes | None = field(default=None, repr=False)
    second_key_holder: SecondKey = SecondKey.NONE
    manifest_sha256: str | None = None
    asks_learning: bool = False
    moved_from: datetime | None = None
    moved_why: LocalText | None = None

    def asking(self, codes: frozenset[str] | None) -> Round:
        """Return the round as one unit is asked it: only these items, or all for None."""
        if codes is None:
            return self
        return replace(self, items=tuple(item for item in self.items if item.code in codes))

    @property
    def rated_items(self) -> tuple[AskedItem, ...]:
        """Return the items that are answered on a scale."""
        return tuple(item for item in self.items if not item.is_open)


def draft_cycle(
    *,
    cycle_id: CycleId,
    title: str,
    first_day: date,
    zone: str,
    blocks: tuple[int, ...],
    leadership_blocks: tuple[int, ...] = (),
) -> Cycle:
    """Return a new draft with choices that suit most organisations."""
    return Cycle(
        id=cycle_id,
        title=title,
        state=CycleState.DRAFT,
        blocks=blocks,
        blocks_per_round=1,
        asks_open_question=True,
        own_questions=(),
        teams=None,
        privacy=Privacy(),
        rhythm=Rhythm.BIWEEKLY,
        first_day=first_day,
        opens=time(9),
        closes=time(17),
        window_days=7,
        zone=zone,
        locales=LOCALES,
        step=1,
        leadership_blocks=leadership_blocks,
    )
