"""How long does one round take of 1,000 people, of 10,000, of 100,000, and in how much memory?

    python -m benchmarks.scale [--people 1000 10000] [--engine sqlite postgresql] [--write]

One seeded organisation in seven levels, one round of twelve questions and a comment, four in five
take part: stamps are planned, their keys made, the round opened, counted, closed, released and
burnt, and its pages opened. Beside the opening of the box stands what decrypting alone takes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks.scale.running import Measured, cores, installed, run
from benchmarks.scale.table import write_table
from tests.databases import ENGINES

KEPT: Final = Path(__file__).parents[1] / "results" / "scale.json"


def main() -> None:
    """Measure every size that was asked for, on every engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--people", type=int, nargs="+", default=[1_000])
    parser.add_argument("--engine", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument(
        "--write", action="store_true", help=f"keep the figures in {KEPT.name} and docs"
    )
    chosen = parser.parse_args()
    for engine in chosen.engine:
        for size in chosen.people:
            with installed(engine) as app:
                measured = run(app, engine=engine, size=size)
            sys.stdout.write(f"{as_text(measured)}\n")
            sys.stdout.flush()
            if chosen.write:
                keep(measured)


def as_text(measured: Measured) -> str:
    """Return what one round took as a table."""
    opening = next(step for step in measured.meter.steps if step.name == "  open the box")
    alone = measured.decrypting / cores()
    lines = [
        f"{measured.engine}: {measured.people} people, {measured.teams} teams",
        f"{measured.stamps} stamps, {measured.ballots} ballots, {cores()} cores",
        f"{'step':52}{'seconds':>9}{'CPU':>9}{'MB':>7}{'kB':>8}",
    ]
    lines += [
        f"{one.name:52}{one.seconds:9.2f}{one.cpu:9.2f}{one.peak:7.0f}"
        + (f"{one.bytes / 1000:8.0f}" if one.bytes else "")
        for one in measured.meter.steps
    ]
    ratio = opening.cpu / measured.decrypting
    lines.append(
        f"decrypting alone: {measured.decrypting:.1f} s of one core, {alone:.1f} s of all;"
        f" opening the box took {ratio:.1f} times that much CPU\n"
    )
    return "\n".join(lines)


def keep(measured: Measured) -> None:
    """Keep the figures beside those of other sizes and engines."""
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    kept[f"{measured.engine} {measured.people}"] = {
        "teams": measured.teams,
        "stamps": measured.stamps,
        "ballots": measured.ballots,
        "cores": cores(),
        "decrypting": round(measured.decrypting, 2),
        "steps": {
            one.name.strip(): {
                "seconds": round(one.seconds, 2),
                "cpu": round(one.cpu, 2),
                "peak": round(one.peak),
                "bytes": one.bytes,
            }
            for one in measured.meter.steps
        },
    }
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    write_table(kept)


if __name__ == "__main__":
    main()
