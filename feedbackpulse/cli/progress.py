"""Print how far a command is: in steps of ten percents, and only when it takes a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import click

from feedbackpulse.progress import Report, percent

STEP: Final = 10
PAUSE: Final = 1.0


def in_steps(
    what: str, *, pause: float = PAUSE, seconds: Callable[[], float] = time.monotonic
) -> Report:
    """Return what prints how far *what* is, each time a step is reached after a *pause*.

    Whoever saw a step also sees the last one.
    """
    printed = (0, seconds())

    def tell(done: int, total: int) -> None:
        nonlocal printed
        step = percent(done, total) // STEP * STEP
        waited = seconds() >= printed[1] + pause or (printed[0] and done == total)
        if step > printed[0] and waited:
            printed = (step, seconds())
            click.echo(f"{what}: {step} %")

    return tell
