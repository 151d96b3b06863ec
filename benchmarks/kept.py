"""Runs that are kept as JSON, and what became slower since the last one.

Ratios are compared, not rates: a machine that is busier today slows a figure and its limit alike.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure
from benchmarks.machine import Machine

FOLDER: Final = Path(__file__).parent / "results"
LEAST_NOISE: Final = 0.1
"""No two runs on a shared machine agree better than this, however near their turns lie."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Everything one run measured."""

    day: date
    machine: Machine
    figures: Sequence[Figure]

    def write(self, folder: Path = FOLDER) -> Path:
        """Keep the run; the last one of a day on a machine stays."""
        folder.mkdir(exist_ok=True)
        file = folder / f"{self.day.isoformat()}-{self.machine.slug}.json"
        content = {
            "day": self.day.isoformat(),
            "machine": asdict(self.machine),
            "figures": [asdict(figure) for figure in self.figures],
        }
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return file


@dataclass(frozen=True, kw_only=True, slots=True)
class Slower:
    """A figure that fell by more than the noise of both runs."""

    name: str
    before: float
    now: float
    noise: float

    def __str__(self) -> str:
        """Say it in a line."""
        lost = 1 - self.now / self.before
        return (
            f"{self.name}: {self.before:.3f} of its limit before, {self.now:.3f} now"
            f" ({lost:.0%} less; the noise is {self.noise:.0%})"
        )


def read(file: Path) -> Run:
    """Return a run that was kept."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return Run(
        day=date.fromisoformat(content["day"]),
        machine=Machine(**content["machine"]),
        figures=[Figure(**figure) for figure in content["figures"]],
    )


def last_on(machine: Machine, folder: Path = FOLDER) -> Run | None:
    """Return the last run that was kept of a machine like this, or None."""
    files = sorted(folder.glob(f"????-??-??-{machine.slug}.json"))
    return read(files[-1]) if files else None


def slower(now: Sequence[Figure], before: Sequence[Figure]) -> list[Slower]:
    """Return what fell below what it was by more than both runs vary."""
    earlier = {figure.name: figure for figure in before}
    pairs = [(figure, earlier[figure.name]) for figure in now if figure.name in earlier]
    return [
        Slower(name=new.name, before=old.ratio, now=new.ratio, noise=noise)
        for new, old in pairs
        if (noise := max(LEAST_NOISE, new.noise + old.noise))
        and new.ratio < old.ratio * (1 - noise)
    ]
