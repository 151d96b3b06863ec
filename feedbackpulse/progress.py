"""How long work tells how far it is, to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Is told how much is done, and of how much. It may raise to stop the work."""


def untold(_done: int, _total: int) -> None:
    """Tell nobody."""


def together(*reports: Report) -> Report:
    """Tell several."""

    def tell(done: int, total: int) -> None:
        for report in reports:
            report(done, total)

    return tell


def first_half(report: Report) -> Report:
    """Tell of work that is followed by as much again."""
    return lambda done, total: report(done, 2 * total)


def second_half(report: Report) -> Report:
    """Tell of that other half."""
    return lambda done, total: report(total + done, 2 * total)


def percent(done: int, total: int) -> int:
    """Return a part of a whole in whole percents, rounded down: only what is done is a hundred."""
    return 100 if done >= total else max(0, 100 * done // total)
