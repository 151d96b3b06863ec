"""Simulate what the methods promise, and print what came of it.

    python -m tests.insight.methods [--quick] [--write]

The exit status is 0 only when every number is within its limit. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from feedbackpulse import clock
from tests.insight.methods import writing
from tests.insight.methods.catalogue import SIMULATIONS
from tests.insight.methods.measure import QUICK_SLACK, Table


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit status."""
    asked = _parsed(arguments)
    slack = QUICK_SLACK if asked.quick else 0.0
    measured, faults = [], []
    for table, runs in _measured(quick=asked.quick):
        measured.append((table, runs))
        faults += table.faults(slack=slack)
    for fault in faults:
        _say(f"NOT WITHIN ITS LIMIT: {fault}")
    _say("Everything holds." if not faults else f"{len(faults)} numbers do not hold.")
    if asked.write and not faults and not asked.quick:
        writing.write(measured, clock.local_day(clock.now(), "Europe/Amsterdam"))
    return 1 if faults else 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.insight.methods", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundred times fewer runs")
    parser.add_argument("--write", action="store_true", help="write it down when all holds")
    return parser.parse_args(arguments)


def _measured(*, quick: bool) -> Iterator[tuple[Table, int]]:
    """Yield each table and its runs, and print it."""
    for simulation in SIMULATIONS:
        began, runs = time.monotonic(), simulation.length(quick=quick)
        table = simulation.make(runs)
        took = time.monotonic() - began
        _say(f"{writing.as_text(table)}\n({runs:,} runs of every case, {took:.0f} seconds)\n")
        yield table, runs


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
