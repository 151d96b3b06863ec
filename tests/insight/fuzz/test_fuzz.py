"""Does everything that can be read of ten random organisations say what the figures say?

In short, with one reader each; `python -m tests.insight.fuzz` opens everything of 500.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.insight.fuzz.running import problems_of

SEEDS = range(1, 11)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_says_more_than_the_figures(seed: int, empty_instance: Path) -> None:
    assert problems_of(seed, empty_instance, in_short=True) == []
