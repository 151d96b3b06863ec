"""Make random organisations, and hold every number that can be read against the figures.

    python -m tests.insight.fuzz [--organisations 500] [--seed 1] [--processes 2]

The exit status is 0 only when nothing is wrong with any of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from feedbackpulse import create_app
from feedbackpulse.schema import upgrade
from tests.conftest import close
from tests.databases import settings_in
from tests.insight.fuzz.running import problems_of


def main(arguments: Sequence[str]) -> int:
    """Try so many organisations; return the exit status."""
    asked = _parsed(arguments)
    seeds = range(asked.seed, asked.seed + asked.organisations)
    began, wrong = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="fuzz-empty-") as place:
        empty = _empty(Path(place) / "instance")
        with ProcessPoolExecutor(max_workers=asked.processes) as pool:
            for seed, found in zip(
                seeds, pool.map(partial(problems_of, empty=empty), seeds), strict=True
            ):
                wrong += bool(found)
                _whisper(f"seed {seed}, {time.monotonic() - began:.0f} seconds")
                for problem in found:
                    _say(f"seed {seed}: {problem}")
    _say(f"{wrong} of {len(seeds)} organisations; {time.monotonic() - began:.0f} seconds")
    return 1 if wrong else 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.insight.fuzz", description=__doc__)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1, help="of the first; the rest follow")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(arguments)


def _empty(folder: Path) -> Path:
    app = create_app(settings_in(folder))
    upgrade(app)
    close(app)
    return folder


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _whisper(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
