"""All simulations, and how long each goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.insight.methods import bands, coverage, flags, long_run, side_by_side
from tests.insight.methods.measure import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """What to simulate, and how many runs of every case: in earnest, and with every change."""

    make: Callable[[int], Table]
    runs: int
    quick: int

    def length(self, *, quick: bool) -> int:
        """Return how many runs to do."""
        return self.quick if quick else self.runs


SIMULATIONS: Final = (
    Simulation(make=coverage.in_the_middle, runs=30_000, quick=300),
    Simulation(make=coverage.near_the_end, runs=20_000, quick=300),
    Simulation(make=flags.false_flags, runs=1_500, quick=15),
    Simulation(make=flags.power, runs=1_500, quick=15),
    Simulation(make=flags.steady, runs=1_500, quick=15),
    Simulation(make=bands.bands, runs=2_000, quick=100),
    Simulation(make=long_run.long_run, runs=4_000, quick=60),
    Simulation(make=side_by_side.side_by_side, runs=1_500, quick=60),
)
