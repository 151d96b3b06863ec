"""How well the organisation itself listens: figures for everybody together, and of nobody. Pure.

Of whole months that ended some time ago, so that no figure moves while somebody sends or answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Final

SIGNALS_FROM: Final = 10
"""The fewest signals of which a share is told."""
LEADS_FROM: Final = 5
"""The fewest leads of whom is told how many opened the results."""
STEP: Final = 5
"""To which steps a share is rounded, in percent."""
AT_EITHER_END: Final = 2
"""So few who did, or did not, are not told from nobody, or from everybody."""
MONTHS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The months that figures are about, and until when an answer counted."""

    first: date
    last: date
    answered_by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """When a signal was sent, and when somebody wrote back first."""

    sent_on: date
    replied_on: date | None

    def days(self, until: date) -> int | None:
        """Return how many days the sender waited; None when they still waited *until* then."""
        if self.replied_on is None or self.replied_on > until:
            return None
        return (self.replied_on - self.sent_on).days


@dataclass(frozen=True, kw_only=True, slots=True)
class Answering:
    """How signals were answered."""

    percent: int
    """About which share got an answer."""
    median_days: int | None
    """Half of the senders had an answer within so many days; None when fewer than half had one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """How many of the leads opened the results of a round."""

    leads: int
    opened: int

    def __post_init__(self) -> None:
        """Refuse more who opened than there are."""
        if not 0 <= self.opened <= self.leads:
            raise ValueError("more opened it than there are")

    @property
    def is_told(self) -> bool:
        """Say whether there are enough leads to tell anything."""
        return self.leads >= LEADS_FROM

    @property
    def at_most(self) -> int | None:
        """Return the most that may have opened it, when hardly anybody did; else None."""
        return AT_EITHER_END if self.opened <= AT_EITHER_END else None

    @property
    def at_least(self) -> int | None:
        """Return the fewest that may have opened it, when nearly everybody did; else None."""
        edge = self.leads - AT_EITHER_END
        return edge if self.at_most is None and self.opened >= edge else None


def window_of(today: date, *, days_to_answer: int) -> Window:
    """Return the twelve months up to the last in which every signal had its days to be answered."""
    settled = today - timedelta(days=days_to_answer)
    last = settled.replace(day=1) - timedelta(days=1)
    first = _months_before(last.replace(day=1), MONTHS - 1)
    return Window(first=first, last=last, answered_by=last + timedelta(days=days_to_answer))


def answering(waits: Iterable[Wait], window: Window) -> Answering | None:
    """Return how the signals of a window were answered; None when there were too few to tell.

    Who still waits counts as waiting longest, so that leaving people without an answer never
    makes the median shorter.
    """
    waited = [w.days(window.answered_by) for w in waits if window.first <= w.sent_on <= window.last]
    if len(waited) < SIGNALS_FROM:
        return None
    answered = [days for days in waited if days is not None]
    return Answering(
        percent=STEP * round(100 * len(answered) / len(waited) / STEP),
        median_days=_median(answered, of=len(waited)),
    )


def _median(answered: Collection[int], *, of: int) -> int | None:
    """Return the days within which half of them had an answer."""
    forever = of * [10**6]
    middle = median_low([*answered, *forever[len(answered) :]])
    return middle if middle < forever[0] else None


def _months_before(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
