"""Print one table: what the product does, beside what this machine can do at most.

    python -m benchmarks [--only sealing storing ...] [--quick] [--compare] [--keep]

Each figure and its limit are measured in turns, in the same run; only the ratio means anything.
With --keep the run stays in benchmarks/results; with --compare it is held against the last one
that was kept of a machine like this, and what became slower by more than the noise is named (exit
status 1). How a round of 80,000 ballots opens is measured by `python -m benchmarks.scale`, how
1,000 people answer at once by `python -m benchmarks.load`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from benchmarks import ground, kept, opening, sealing, sending, serving, storing
from benchmarks.figures import Figure, Size
from benchmarks.machine import this_machine
from feedbackpulse import clock

PARTS: Final[Mapping[str, Callable[[Size], Iterator[Figure]]]] = {
    "sealing": sealing.figures,
    "storing": storing.figures,
    "serving": serving.figures,
    "opening": opening.figures,
    "sending": sending.figures,
}
HEAD: Final = (
    f"{'figure':<42}{'a second':>10}  {'limit':<42}{'a second':>10}{'ratio':>8}{'noise':>7}  goal"
)


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; return the exit status."""
    asked = _parsed(arguments)
    machine = this_machine(ground.use_disk())
    _say(str(machine), "", HEAD)
    figures = []
    for name in asked.only or PARTS:
        for figure in PARTS[name](Size(quick=asked.quick)):
            _say(line(figure))
            figures.append(figure)
    run = kept.Run(day=clock.now().date(), machine=machine, figures=figures)
    worse = _compared(run) if asked.compare else []
    if asked.keep:
        _say(f"kept in {run.write()}")
    return 1 if worse else 0


def line(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    goal = ""
    if figure.goal is not None:
        goal = f"≥ {figure.goal:.2g} {'reached' if figure.is_reached else 'NOT REACHED'}"
    return (
        f"{figure.name:<42}{figure.rate:>10,.1f}  {figure.limit:<42}{figure.limit_rate:>10,.1f}"
        f"{figure.ratio:>8.3f}{figure.noise:>7.0%}  {goal}"
    ).rstrip()


def _compared(run: kept.Run) -> list[kept.Slower]:
    before = kept.last_on(run.machine)
    if before is None:
        _say("no run of a machine like this was kept")
        return []
    worse = kept.slower(run.figures, before.figures)
    _say(
        "", f"slower than on {before.day}:" if worse else f"nothing is slower than on {before.day}"
    )
    _say(*map(str, worse))
    return worse


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, help="only these parts")
    parser.add_argument("--quick", action="store_true", help="only see that it works")
    parser.add_argument("--compare", action="store_true", help="name what became slower")
    parser.add_argument("--keep", action="store_true", help="keep the run")
    return parser.parse_args(arguments)


def _say(*lines: str) -> None:
    for each in lines:
        sys.stdout.write(f"{each}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
