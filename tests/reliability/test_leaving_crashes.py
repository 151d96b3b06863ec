"""Does a process that is killed at any step of a handover or of erasing lose or leave anything?

With every few steps; `python -m tests.reliability.crash_leaving` kills at all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from tests.privacy.ownership.lifetime import live
from tests.reliability.crash_everywhere import KILLED, dispose, stores_in
from tests.reliability.crash_leaving import LEFT

ROOT = Path(__file__).parents[2]
STRIDES = {"sqlite": 11, "postgresql": 37}
THEIRS = ("notebook", "notebook_page", "private_address", "letter")
"""What goes as a whole: half of it would be what nobody can open, or what nobody erased."""


def crashes(instance: Path, stride: int) -> dict[str, list[dict[str, Any]]]:
    """Return what came of both jobs, the one that was not killed first."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.crash_leaving", str(instance), str(stride)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: [one for one in lines if one["job"] == name] for name in ("hand_over", "erase")}


def theirs(picture: dict[str, int]) -> tuple[int, ...]:
    return tuple(picture.get(name, 0) for name in THEIRS)


@pytest.mark.both_engines
@pytest.mark.timeout(180)
def test_killed_anywhere_it_goes_on_where_it_was(instance: Path, engine_name: str) -> None:
    stores = stores_in(instance)
    lifetime = live(stores)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=lifetime.owner, at=LEFT)
    dispose(stores)

    found = crashes(instance, STRIDES[engine_name])

    for lines in found.values():
        whole = lines[0]["picture"]
        assert [line["ended"] for line in lines[1:]] == [KILLED] * (len(lines) - 2) + [0]
        assert [line["again"] for line in lines] == [0] * len(lines)
        assert [line["picture"] for line in lines] == [whole] * len(lines)
    before, after = (theirs(found[job][0]["picture"]) for job in ("hand_over", "erase"))
    assert {theirs(line["halfway"]) for line in found["erase"]} == {before, after}
    assert found["hand_over"][0]["picture"]["links"] == 1
    assert found["erase"][0]["picture"]["links"] == 0
    assert before[0] - after[0] == 1
    assert after[2] == 0
