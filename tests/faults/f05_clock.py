"""F5: clocks jump, differ, go back and change to summer time.

Schedulers whose clock jumps by hours and days, also over openings and both changes of summer time,
are killed meanwhile: each round opens and is released once, at nine, and each job is done once. And
a worker whose clock is a month ahead of the database's closes no round before its time. A file has
no clock of its own: there the second half cannot be known, and is not tried.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from tests.databases import copy_databases, drop_databases
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.running import ROOT, Installation, Process, Site

SEASONS: Final = ("spring", "autumn")
PATIENCE: Final = 60.0
CLOCK: Final = "clock-wrong"


def measure(site: Site) -> Result:
    """Turn the clock of schedulers, and start a worker in another month."""
    rounds = 6
    # A short play is part of the suite by itself: tests/reliability/test_schedulers.py.
    seasons = () if site.short else SEASONS
    played = [_play(site, season, rounds) for season in seasons]
    bad = [each for one in played for each in _wrong(one, rounds)]
    if site.engine == "postgresql":
        bad += _far(site)
    killed = sum(one["killed"] for one in played)
    return Result(numbers={"rounds": rounds * len(seasons), "kills": killed}, violations=bad)


def control(site: Site) -> Result:
    """The test of the test: a worker that believes its own clock, whatever others say."""
    return Result(numbers={}, violations=_far(site, "careless"))


def _play(site: Site, season: str, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="fault-") as place:
        folder = Path(place) / "instance"
        copy_databases(site.empty, folder)
        command = [sys.executable, "-m", "tests.reliability.schedulers", str(folder)]
        try:
            done = subprocess.run(
                [*command, "--season", season, "--rounds", str(rounds), "--schedulers", "3"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            drop_databases(folder)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _wrong(played: dict[str, Any], rounds: int) -> list[str]:
    """Return what did not happen exactly once, and at nine."""
    wrong = []
    once = {f"{kind} {number}": 1 for kind in ("opened", "released") for number in _to(rounds)}
    if played["changes"] != once:
        wrong.append(f"rounds changed as in {played['changes']}")
    if played["times each job was done"] != [1] * played["killed"] or played["jobs left"]:
        wrong.append(f"jobs were done {played['times each job was done']} times")
    if not all("T09:00:00" in moment for moment in played["opened at"]):
        wrong.append(f"rounds open at {played['opened at']}")
    return wrong


def _to(rounds: int) -> Sequence[int]:
    return range(1, rounds + 1)


def _far(site: Site, *how: str) -> list[str]:
    """Run a worker a month ahead; return what it did too early."""
    history = History(file=site.histories / f"F5-{site.engine}.jsonl")
    with site.installation(people=6) as installation:
        process = Process(
            command=[sys.executable, "-m", "tests.faults.far_clock", *how],
            environment=installation.environment(),
            log=installation.folder.parent / "far.log",
        )
        with history.fault("a clock a month ahead"):
            process.start()
            is_open = _watch(installation, process)
            process.kill()
        said = CLOCK in process.log.read_text(encoding="utf-8")
    wrong = [] if is_open else ["a round was closed by a wrong clock"]
    return wrong if said or wrong else ["nobody was told that the clock is wrong"]


def _watch(installation: Installation, process: Process) -> bool:
    """Wait until the worker said or did something; say whether the round is still open."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with installation.stores() as stores, stores.main() as session:
            asked = cycles.get_round(session, round_id=installation.round_id)
        if asked.state is not RoundState.OPEN:
            return False
        if CLOCK in process.log.read_text(encoding="utf-8"):
            return True
        time.sleep(0.5)
    return True


FAULTS: Final = (
    Fault(
        id="F5",
        name="Clocks jump, differ and go back",
        limit="each round and each job once, at the promised time; a wrong clock closes nothing",
        measure=measure,
        control=control,
        suite=(),
        suite_control=False,
    ),
)
