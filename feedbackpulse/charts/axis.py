"""Where a scale begins: fixed, so that chance does not look like news."""

from __future__ import annotations

from collections.abc import Iterable

from feedbackpulse.insight.estimates import Bounded, Known, Level

_LOW_POINT = 2.2


def lowest_mark(levels: Iterable[Level | None]) -> int:
    """Return where the scale of these levels begins: at 2, or at 1 when something is that low."""
    values = [level.value for level in levels if isinstance(level, Known | Bounded)]
    return 1 if any(value < _LOW_POINT for value in values) else 2
