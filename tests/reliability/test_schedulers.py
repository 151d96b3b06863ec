"""Does everything happen once when schedulers run side by side, die, and their clock jumps?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.databases import EngineName

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]


def play(instance: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.schedulers", str(instance), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def test_each_round_and_each_job_happens_once(instance: Path, engine_name: EngineName) -> None:
    season = "spring" if engine_name == "sqlite" else "autumn"

    outcome = play(instance, "--season", season, "--rounds", "1")

    assert outcome["rounds"] == [[1, "released"], [2, "planned"]]
    assert outcome["changes"] == {"opened 1": 1, "released 1": 1}
    assert all("T09:00:00" in moment for moment in outcome["opened at"])
    assert outcome["times each job was done"] == [1] * outcome["killed"]
    assert outcome["jobs left"] == 0
