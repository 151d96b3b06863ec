"""Can somebody back up, put back and move with nothing but the commands?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.config import PREFIX
from feedbackpulse.database import Stores
from tests.jobs.company import found

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import json, os, sys
from click.testing import CliRunner
from feedbackpulse.cli import main
for arguments, environ in json.load(sys.stdin):
    done = CliRunner().invoke(main, arguments, env=environ)
    print(json.dumps([done.exit_code, done.output]))
"""
Command = tuple[list[str], dict[str, str]]


def run(*commands: Command) -> list[tuple[int, str]]:
    """Run commands one after the other, in one process that knows none of our settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=kept,
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def command(folder: Path, *arguments: str, **environ: str) -> Command:
    """Return a command with an instance folder and further settings."""
    chosen = {"INSTANCE_PATH": str(folder), **environ}
    return list(arguments), {PREFIX + name: value for name, value in chosen.items()}


def move(folder: Path, main: Path, box: Path) -> Command:
    return command(
        folder,
        "move",
        MOVE_TO_DATABASE_URL=f"sqlite:///{main}",
        MOVE_TO_BALLOT_DATABASE_URL=f"sqlite:///{box}",
    )


def test_the_whole_way(instance: Path, stores: Stores, tmp_path: Path) -> None:
    found(stores)
    for engine in engines_of(stores):
        engine.dispose()
    file, empty, other = (tmp_path / name for name in ("today", "empty", "other"))
    other.mkdir()
    (instance / "keystore").mkdir(exist_ok=True)

    made, beside, over, checked, back, twice, nowhere = run(
        command(instance, "backup", str(file)),
        command(instance, "backup", str(instance / "keystore" / "today")),
        command(instance, "backup", str(file)),
        command(tmp_path / "nowhere", "restore", "--check", str(file)),
        command(empty, "restore", str(file)),
        command(empty, "restore", str(file)),
        move(empty, empty / "feedbackpulse.sqlite", other / "box.sqlite"),
    )
    [moved] = run(move(empty, other / "main.sqlite", other / "box.sqlite"))

    assert "copy them by themselves, to another place" in made[1]
    assert "choose another folder" in beside[1]
    assert "is there already" in over[1]
    assert "is whole" in checked[1]
    assert "Everybody signs in again" in back[1]
    assert "the main database is not empty" in twice[1]
    assert "in use now" in nowhere[1]
    assert "all are the same on both sides" in moved[1]
    assert "Destroy the old databases" in moved[1]
    assert [one[0] for one in (made, checked, back, moved)] == [0, 0, 0, 0]
    assert [one[0] for one in (beside, over, twice, nowhere)] == [1, 1, 1, 1]
