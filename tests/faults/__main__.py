"""Let everything go wrong, on both engines, and print what was measured.

    python -m tests.faults [F1 F3 ...] [--engine sqlite] [--short] [--write] [--keep FOLDER]

The exit status is 0 only when every promise was kept and every careless variant was caught. The
history of each run stays in FOLDER, one line of JSON for each event. A fault that cannot be tried,
or takes longer than it may, is broken; the others are tried all the same.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NoReturn

from feedbackpulse import clock
from tests import postgres
from tests.databases import ENGINES, EngineName, make_databases, make_roles
from tests.faults import table
from tests.faults.catalogue import all_faults
from tests.faults.fault import Fault, Result, Try
from tests.faults.own_server import make_empty
from tests.faults.running import Site

GIVEN_UP: Final = "given up"
TO_TIDY_UP: Final = 120.0
"""Seconds in which a fault that took too long can end its processes."""


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    asked, faults = _parsed(arguments), all_faults()
    wanted = {one.upper() for one in asked.ids}
    chosen = [one for one in faults if not wanted or _names(one) & wanted]
    if wanted - {name for one in chosen for name in _names(one)}:
        _say(f"faults are {', '.join(one.id for one in faults)}")
        return 2
    lines: list[table.Told] = []
    for engine in [asked.engine] if asked.engine else ENGINES:
        with site(engine, short=asked.short, histories=_folder(asked)) as place:
            lines += [_try(one, place) for one in chosen if engine in one.engines]
    _say(table.as_text(lines))
    good = [one for one in lines if table.holds(one)]
    if asked.write and not asked.short:
        table.write(good, faults, clock.local_day(clock.now(), "Europe/Amsterdam"))
    return 0 if len(good) == len(lines) else 1


def _names(fault: Fault) -> set[str]:
    """Return what a fault is asked for by: F3b is tried for F3, too."""
    return {fault.id.upper(), fault.id.rstrip("b")}


def _stop(number: int, _frame: object) -> NoReturn:
    """End as after a mistake, so that no process of ours is left."""
    sys.exit(128 + number)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these faults")
    parser.add_argument("--engine", choices=ENGINES, help="only on this engine")
    parser.add_argument("--short", action="store_true", help="try each a little")
    parser.add_argument("--write", action="store_true", help="write down what was measured")
    parser.add_argument("--keep", metavar="FOLDER", help="where histories stay")
    return parser.parse_args(arguments)


def _folder(asked: argparse.Namespace) -> Path:
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="histories-"))
    folder.mkdir(parents=True, exist_ok=True)
    _say(f"histories: {folder}")
    return folder


@contextmanager
def site(engine: EngineName, *, short: bool, histories: Path) -> Iterator[Site]:
    """Start what an engine needs; all of it is gone afterwards."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-"))
        empty = Path(place) / "empty"
        if engine == "postgresql":
            server = postgres.start("synchronous_commit=on")
            stack.callback(server.stop)
            make_roles(server.sockets)
            make_databases(empty, server.sockets)
        make_empty(empty)
        yield Site(engine=engine, empty=empty, short=short, histories=histories)


def _try(fault: Fault, place: Site) -> table.Told:
    began = time.monotonic()
    found, control = (_tried(way, fault, place) for way in (fault.measure, fault.control))
    if not control.numbers.get(GIVEN_UP):
        told = table.line(fault, place.engine, found, control, time.monotonic() - began)
    else:  # what went wrong with the test of the test is not what it should have caught
        broken = Result(numbers=found.numbers, violations=[*found.violations, *control.violations])
        told = table.line(fault, place.engine, broken, Result(numbers={}), 0)
    sys.stderr.write(f"{table.as_text([told]).splitlines()[1]}\n")
    for each in told["violations"][:10]:
        sys.stderr.write(f"     {each}\n")
    if not table.holds(told):
        for file in sorted(place.histories.glob(f"{fault.id}-*{place.engine}*")):
            sys.stderr.write(f"     history: {file}\n")
    return told


def _tried(way: Try, fault: Fault, place: Site) -> Result:
    """Try it for as long as it may take; whatever else goes wrong is told as its violation."""
    try:
        with _at_most(fault.minutes):
            return way(place)
    except Exception as error:
        traceback.print_exc()
        says = f"{way.__name__} was given up: {type(error).__name__}: {error}"
        return Result(numbers={GIVEN_UP: 1}, violations=[says])


@contextmanager
def _at_most(minutes: float) -> Iterator[None]:
    """Raise TimeoutError when a block takes longer, and now and then until it has ended."""

    def give_up(_number: int, _frame: object) -> NoReturn:
        raise TimeoutError(f"it took more than {minutes:g} minutes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60, TO_TIDY_UP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
