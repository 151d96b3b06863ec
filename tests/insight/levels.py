"""Levels to test with, made of nothing but numbers, and the published cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from feedbackpulse.insight.estimates import (
    Bounded,
    Count,
    Known,
    Level,
    Missing,
    Side,
    Unclear,
)
from feedbackpulse.release.domain import Reason

PUBLISHED: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "validation.json").read_text())["cases"]
}
TEN = Count(n=10, at_least=False, invited=12)
SILENT: tuple[Level, ...] = (
    Missing(reason=Reason.TOO_FEW_ANSWERS, fewer_than=5),
    Missing(reason=Reason.COUNTED_IN_PARENT),
    Missing(reason=Reason.NOT_ASKED),
    Unclear(count=TEN),
)
"""Every level that says no number."""


def known(value: float, error: float = 0.2, *, n: int = 10) -> Known:
    """Return a level with an interval."""
    return Known(value=value, error=error, count=Count(n=n, at_least=False, invited=n + 2))


def bounded(value: float, side: Side, error: float = 0.2, *, n: int = 10) -> Bounded:
    """Return a level of which one end is known."""
    count = Count(n=n, at_least=False, invited=n + 2)
    return Bounded(value=value, side=side, error=error, count=count)


values = st.floats(1.2, 4.8)
errors = st.floats(0.05, 0.6)
known_levels = st.builds(known, values, errors, n=st.integers(5, 60))
bounded_levels = st.builds(
    bounded, st.floats(1.5, 4.5), st.sampled_from(Side), errors, n=st.integers(5, 60)
)
silent_levels = st.sampled_from(SILENT)
any_level: st.SearchStrategy[Level] = st.one_of(known_levels, bounded_levels, silent_levels)
