"""Try all attacks on both engines, and print what was measured.

    python -m tests.privacy.attacks [--quick] [--write] [A1 A2 ...]

The exit status is 0 only when everything holds. Whoever names one attack also reads how it went,
and how it went against the naive variant. Each engine runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from feedbackpulse import clock
from tests.databases import ENGINES, EngineName
from tests.privacy.attacks import table
from tests.privacy.attacks.catalogue import ATTACKS
from tests.privacy.attacks.laboratory import laboratory
from tests.privacy.attacks.measure import Attack, Lab, Measure, Scale

Found = dict[tuple[str, EngineName], Measure]


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit status."""
    asked = _parsed(arguments)
    chosen = [one for one in ATTACKS if not asked.ids or one.id in asked.ids]
    if len(chosen) < len(set(asked.ids)):
        _say(f"attacks are {', '.join(one.id for one in ATTACKS)}")
        return 2
    if asked.engine:
        return _on(asked.engine, chosen, asked)
    began = time.monotonic()
    made = table.rows(_on_all(arguments))
    _say(table.as_text(made))
    _say(f"\n{time.monotonic() - began:.0f} seconds")
    holds = len(made) == len(chosen) and all(row.holds for row in made)
    if asked.write and holds and not asked.quick:
        table.write(made, clock.local_day(clock.now(), "Europe/Amsterdam"))
    return 0 if holds else 1


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.privacy.attacks", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these attacks")
    parser.add_argument("--quick", action="store_true", help="try each a little")
    parser.add_argument(
        "--write", action="store_true", help="write the figures down when all holds"
    )
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _on(engine: EngineName, chosen: Sequence[Attack], asked: argparse.Namespace) -> int:
    """Try the attacks on one engine; write each finding as a line of JSON."""
    scale = Scale.QUICK if asked.quick else Scale.FULL
    with laboratory(engine, scale) as lab:
        for attack in chosen:
            if attack.on_databases or engine == ENGINES[0]:
                _try(attack, lab, in_detail=bool(asked.ids))
    return 0


def _try(attack: Attack, lab: Lab, *, in_detail: bool) -> None:
    began = time.monotonic()
    found = attack.measure(lab)
    _say(json.dumps({"id": attack.id, "engine": lab.engine, **asdict(found)}))
    took = time.monotonic() - began
    _whisper(
        f"{attack.id:4} {lab.engine:10} {found.figure:24} {'' if found.holds else 'NO '}{took:.0f} s"
    )
    if in_detail:
        naive = attack.naive(lab)
        lines = [*found.details, f"against the naive variant: {naive.figure}", *naive.details]
        _whisper("\n".join(f"     {line}" for line in lines))


def _on_all(arguments: Sequence[str]) -> Found:
    """Run both engines side by side."""
    command = [sys.executable, "-m", "tests.privacy.attacks", *arguments, "--engine"]
    running = [
        subprocess.Popen([*command, engine], stdout=subprocess.PIPE, text=True)
        for engine in ENGINES
    ]
    said = [process.communicate()[0] for process in running]
    return dict(_read(line) for one in said for line in one.splitlines())


def _read(line: str) -> tuple[tuple[str, EngineName], Measure]:
    told = json.loads(line)
    number, engine = told.pop("id"), told.pop("engine")
    return (number, engine), Measure(**told)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _whisper(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
