"""Does the command say what is wrong, what to do, and how bad it is by its exit status?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from feedbackpulse.config import PREFIX, Settings
from tests.doctor.installations import Installation
from tests.doctor.notebooks import write_a_page

ROOT = Path(__file__).resolve().parents[2]
Done = subprocess.CompletedProcess[str]


def run(it: Installation, *arguments: str, **environ: str) -> Done:
    """Run the command as an operator does, in a folder and an environment of the test's own."""
    variables = {
        PREFIX + each.name.upper(): str(getattr(it.settings, each.name))
        for each in fields(Settings)
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "feedbackpulse", *arguments],
        cwd=it.root,
        env={**kept, **variables, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_wrong_is_said_in_one_line(installation: Installation) -> None:
    done = run(installation, "doctor", "--strict")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Checked: nothing stands in the way.\n"


@pytest.mark.both_engines
def test_what_stops_is_said_with_what_to_do(installation: Installation) -> None:
    installation.choose(backup_path=str(installation.keys.parent))

    done = run(installation, "doctor")

    assert done.returncode == 2
    assert "STOP  keys-in-backup" in done.stdout
    assert f"The keys in {installation.keys} are copied" in done.stdout
    assert "To do: Keep FEEDBACKPULSE_KEYSTORE outside every backup" in done.stdout
    assert "No round opens until what is marked STOP is mended." in done.stdout


def test_a_warning_fails_only_when_asked(installation: Installation) -> None:
    installation.choose(secret_key="a-short-one")

    relaxed, strict = run(installation, "doctor"), run(installation, "doctor", "--strict")

    assert (relaxed.returncode, strict.returncode) == (0, 1)
    assert "warn  secret-key-short" in relaxed.stdout
    assert "a-short-one" not in relaxed.stdout


def test_the_findings_come_as_json(installation: Installation) -> None:
    done = run(installation, "doctor", "--json", FLASK_DEBUG="1")

    told = json.loads(done.stdout)
    [found] = told["findings"]
    assert (done.returncode, told["verdict"]) == (2, "stop")
    assert (found["code"], found["severity"]) == ("debug", "stop")
    assert set(found) == {"code", "severity", "subject", "value", "wrong", "remedy"}


def test_tables_of_another_version_are_a_finding_and_no_failure(installation: Installation) -> None:
    installation.main.unlink()

    done = run(installation, "doctor")

    assert (done.returncode, done.stderr) == (2, "")
    assert "STOP  schema-old" in done.stdout
    assert "Run `feedbackpulse migrate`." in done.stdout


def test_the_help_tells_the_exit_statuses(installation: Installation) -> None:
    said = " ".join(run(installation, "doctor", "--help").stdout.split())

    assert "Exits with 2 when something stops" in said


def test_a_round_is_not_opened_by_hand_either(installation: Installation) -> None:
    nowhere = "00000000-0000-0000-0000-000000000000"

    done = run(installation, "rounds", "open", nowhere, FLASK_DEBUG="1")

    assert done.returncode == 1
    assert "the round cannot open: `feedbackpulse doctor` says why" in done.stderr


def test_the_key_of_notebooks_is_renewed_and_copied_for_a_safe(installation: Installation) -> None:
    nothing_yet = run(installation, "keys", "copy", "safe")
    write_a_page(installation)

    renewed = run(installation, "keys", "rotate")
    copied = run(installation, "keys", "copy", "safe")

    assert nothing_yet.returncode == 1
    assert "nobody wrote in a notebook" in nothing_yet.stderr
    assert "Notebooks under the new key: 1." in renewed.stdout
    assert copied.returncode == 0
    [copy] = (installation.root / "safe").iterdir()
    assert copy.read_bytes() == (installation.keys / copy.name).read_bytes()
    assert copy.stat().st_mode & 0o077 == 0
