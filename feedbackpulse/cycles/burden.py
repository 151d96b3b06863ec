"""What all cycles together ask of one person: minutes in a year, and rounds at once. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles.calendar import Window, windows_of
from feedbackpulse.cycles.domain import Cycle, CycleError, CycleState
from feedbackpulse.cycles.outlook import minutes_a_year
from feedbackpulse.people.domain import TeamId
from feedbackpulse.programme.closures import ALWAYS_OPEN, Closures

YEAR = timedelta(days=365)
ASKING = frozenset({CycleState.RUNNING, CycleState.PAUSED})
"""A paused cycle counts: it goes on whenever HR wants."""


class TooMuchAskedError(CycleError):
    """With this cycle somebody would be asked for more minutes a year than was agreed."""

    def __init__(self, *, minutes: int, limit: int) -> None:
        super().__init__(f"{minutes} minutes a year, at most {limit} were agreed")
        self.minutes = minutes
        self.limit = limit


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """How many of the minutes are one cycle's."""

    cycle: Cycle
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Burden:
    """What a year asks of whoever is asked most, and which cycles do."""

    shares: tuple[Share, ...]
    limit: int

    @property
    def minutes(self) -> int:
        """Return the minutes of all cycles together."""
        return sum(share.minutes for share in self.shares)

    @property
    def is_too_much(self) -> bool:
        """Say whether it is more than was agreed."""
        return self.minutes > self.limit

    @property
    def above(self) -> int:
        """Return how many minutes it is above what was agreed."""
        return max(0, self.minutes - self.limit)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """Two rounds that the same people would be asked at once, and on which days."""

    one: Cycle
    other: Cycle
    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """Return for how many days both are open."""
        return (self.last_day - self.first_day).days + 1


def burden(
    cycles: Iterable[Cycle],
    catalogue: Catalogue,
    *,
    limit: int,
    closures: Closures = ALWAYS_OPEN,
    about: Cycle | None = None,
) -> Burden:
    """Return what a year of these cycles asks of the team that is asked most.

    Teams are those that a cycle really reaches, with everything below them. Tell what it is
    *about* to look only at teams that this cycle asks.
    """
    shares = [
        Share(cycle=cycle, minutes=minutes_a_year(cycle, catalogue, closures)) for cycle in cycles
    ]
    chosen = {team for share in shares for team in share.cycle.teams or ()}
    asked = [team for team in (None, *chosen) if about is None or _asks(about, team)]
    groups = [[share for share in shares if _asks(share.cycle, team)] for team in asked]
    heaviest = max(groups, key=lambda group: sum(share.minutes for share in group))
    return Burden(shares=tuple(heaviest), limit=limit)


def overlaps(
    cycles: Sequence[Cycle],
    *,
    now: datetime,
    closures: Closures = ALWAYS_OPEN,
    within: timedelta = YEAR,
) -> tuple[Overlap, ...]:
    """Return where rounds of cycles that share people are open together, the first to come first.

    Rounds of one cycle never are.
    """
    windows = {cycle.id: _windows(cycle, now, now + within, closures) for cycle in cycles}
    found = [
        Overlap(
            one=one,
            other=other,
            first_day=local_day(max(this.opens_at, that.opens_at), one.zone),
            last_day=local_day(min(this.closes_at, that.closes_at), one.zone),
        )
        for place, one in enumerate(cycles)
        for other in cycles[place + 1 :]
        if share_people(one, other)
        for this, that in _at_once(windows[one.id], windows[other.id])
    ]
    return tuple(sorted(found, key=lambda each: (each.first_day, each.one.title, each.other.title)))


def share_people(one: Cycle, other: Cycle) -> bool:
    """Say whether anybody can be asked by both cycles."""
    return one.teams is None or other.teams is None or bool(one.teams & other.teams)


def _asks(cycle: Cycle, team: TeamId | None) -> bool:
    return cycle.teams is None or team in cycle.teams


def _windows(
    cycle: Cycle, since: datetime, until: datetime, closures: Closures
) -> Collection[Window]:
    coming = takewhile(lambda window: window.opens_at < until, windows_of(cycle, closures))
    return [window for window in coming if window.closes_at > since]


def _at_once(
    some: Collection[Window], others: Collection[Window]
) -> Iterator[tuple[Window, Window]]:
    return (
        (this, that)
        for this in some
        for that in others
        if this.opens_at < that.closes_at and that.opens_at < this.closes_at
    )
