"""Is the demo made whole, once, and never over somebody's real data?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedbackpulse.demo.instance import MARKER, ForeignInstanceError, is_made, start_over
from feedbackpulse.demo.second_key import KEY_FILE


def test_an_empty_folder_has_no_demo_yet(tmp_path: Path) -> None:
    assert not is_made(tmp_path)
    assert not is_made(tmp_path / "not there")


def test_a_real_instance_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feedbackpulse.sqlite").write_bytes(b"somebody's data")

    with pytest.raises(
        ForeignInstanceError, match=r"feedbackpulse\.sqlite, which the demo did not"
    ):
        is_made(tmp_path)
    with pytest.raises(ForeignInstanceError):
        start_over(tmp_path)

    assert (tmp_path / "feedbackpulse.sqlite").read_bytes() == b"somebody's data"


def test_databases_that_hold_nothing_are_nobodys(tmp_path: Path) -> None:
    (tmp_path / "feedbackpulse.sqlite").touch()

    assert not is_made(tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"state": "making"}', "[]"])
def test_a_half_made_demo_is_not_a_demo(tmp_path: Path, text: str) -> None:
    (tmp_path / MARKER).write_text(text, encoding="utf-8")
    (tmp_path / "feedbackpulse.sqlite").touch()

    assert not is_made(tmp_path)


def test_starting_over_leaves_nothing_of_the_demo(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(json.dumps({"state": "made"}), encoding="utf-8")
    names = ("feedbackpulse.sqlite", "feedbackpulse.sqlite-wal", "ballots.sqlite")
    for name in (*names, KEY_FILE):
        (tmp_path / name).touch()
    (tmp_path / "keystore").mkdir()
    (tmp_path / "keystore" / "key").touch()
    (tmp_path / "notes.txt").touch()

    start_over(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_starting_over_after_the_demo_was_looked_at(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text(json.dumps({"state": "made"}), encoding="utf-8")
    (tmp_path / "feedbackpulse.sqlite").touch()
    for name in ("matplotlib", "pictures"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one").write_bytes(b"drawn while somebody looked")
    for name in ("secret_key", "demo.lock", "migrating.lock"):
        (tmp_path / name).write_bytes(b"left by the server")

    start_over(tmp_path)

    assert not is_made(tmp_path), "what is left is taken for somebody's data"
    start_over(tmp_path)  # a second time, as after a half-made demo
