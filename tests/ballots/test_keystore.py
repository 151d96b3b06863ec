"""Does a round have one key, for our eyes only, until it is destroyed?"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import (
    LostKeyError,
    destroy_key,
    destroy_signing_keys,
    load_key,
    load_signing_key,
    make_key,
    make_signing_key,
)
from feedbackpulse.ballots.sealing import public_bytes
from feedbackpulse.ballots.stamping import public_der

TEAM, REST = Stamp(f"{uuid4().hex}:whole"), Stamp(f"{uuid4().hex}:rest")


def test_a_key_is_made_once(tmp_path: Path) -> None:
    folder, round_id = tmp_path / "keys", uuid4()

    first = make_key(folder, round_id=round_id)

    assert make_key(folder, round_id=round_id) == first
    assert public_bytes(load_key(folder, round_id=round_id)) == first


def test_no_file_tells_when_its_key_was_last_used(tmp_path: Path) -> None:
    """A stamp is given with the key of a team: a moment on its file would be somebody's moment."""
    round_id, long_ago = uuid4(), 1_700_000_000
    make_signing_key(tmp_path, round_id=round_id, stamp=TEAM)
    [file] = tmp_path.iterdir()
    os.utime(file, (long_ago, long_ago))

    load_signing_key(tmp_path, round_id=round_id, stamp=TEAM)

    assert file.stat().st_atime == long_ago


def test_whoever_opens_at_the_same_time_gets_the_same_key(tmp_path: Path) -> None:
    round_id = uuid4()
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: make_key(tmp_path, round_id=round_id), range(32)))

    assert len(made) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_only_we_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    before = os.umask(0)
    try:
        make_key(folder, round_id=uuid4())
    finally:
        os.umask(before)

    [file] = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_destroyed_key_is_gone_also_from_other_names_of_its_file(tmp_path: Path) -> None:
    folder, round_id, other = tmp_path / "keys", uuid4(), uuid4()
    make_key(folder, round_id=round_id)
    make_key(folder, round_id=other)
    os.link(folder / f"{round_id.hex}.pem", tmp_path / "kept")

    destroy_key(folder, round_id=round_id)

    with pytest.raises(LostKeyError):
        load_key(folder, round_id=round_id)
    assert not (tmp_path / "kept").read_bytes().strip(b"\0")
    load_key(folder, round_id=other)


def test_destroying_what_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    destroy_key(tmp_path / "never", round_id=uuid4())


def test_a_key_that_is_being_overwritten_is_as_good_as_gone(tmp_path: Path) -> None:
    round_id = uuid4()
    make_key(tmp_path, round_id=round_id)
    [file] = tmp_path.iterdir()
    file.write_bytes(bytes(file.stat().st_size))

    with pytest.raises(LostKeyError):
        load_key(tmp_path, round_id=round_id)


def test_every_stamp_has_a_signing_key_of_its_own(tmp_path: Path) -> None:
    folder, round_id = tmp_path / "keys", uuid4()

    team = make_signing_key(folder, round_id=round_id, stamp=TEAM)
    rest = make_signing_key(folder, round_id=round_id, stamp=REST)

    assert team != rest
    assert make_signing_key(folder, round_id=round_id, stamp=TEAM) == team
    assert public_der(load_signing_key(folder, round_id=round_id, stamp=REST)) == rest
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_whoever_makes_a_signing_key_at_the_same_time_gets_the_same(tmp_path: Path) -> None:
    round_id = uuid4()
    with ThreadPoolExecutor(8) as pool:
        made = set(
            pool.map(lambda _: make_signing_key(tmp_path, round_id=round_id, stamp=TEAM), range(16))
        )

    assert len(made) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_signing_keys_are_destroyed_before_the_key_that_opens(tmp_path: Path) -> None:
    folder, round_id, other = tmp_path / "keys", uuid4(), uuid4()
    make_key(folder, round_id=round_id)
    make_signing_key(folder, round_id=round_id, stamp=TEAM)
    make_signing_key(folder, round_id=other, stamp=TEAM)
    [file] = folder.glob(f"{round_id.hex}.*.sign.pem")
    os.link(file, tmp_path / "kept")

    destroy_signing_keys(folder, round_id=round_id)

    with pytest.raises(LostKeyError):
        load_signing_key(folder, round_id=round_id, stamp=TEAM)
    assert not (tmp_path / "kept").read_bytes().strip(b"\0")
    load_key(folder, round_id=round_id)
    load_signing_key(folder, round_id=other, stamp=TEAM)


def test_the_end_of_a_round_leaves_no_key_at_all(tmp_path: Path) -> None:
    folder, round_id = tmp_path / "keys", uuid4()
    make_key(folder, round_id=round_id)
    make_signing_key(folder, round_id=round_id, stamp=TEAM)

    destroy_key(folder, round_id=round_id)

    assert not list(folder.iterdir())


def test_a_stamp_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no stamp"):
        make_signing_key(tmp_path, round_id=uuid4(), stamp=Stamp("../elsewhere"))
