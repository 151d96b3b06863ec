"""Is a file that is no whole backup of ours noticed before anything is touched?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from struct import unpack_from
from zipfile import ZipFile

import pytest
from flask import Flask

from feedbackpulse.backup.archive import MANIFEST, check_sums, open_archive
from feedbackpulse.backup.domain import BrokenBackupError, UnknownBackupError
from feedbackpulse.cli.backups import back_up, put_back_into
from feedbackpulse.database import Stores
from feedbackpulse.installation.mark import last_backup
from feedbackpulse.schema import is_current
from tests.backup.instances import empty_beside, everything, runtime_of, stores_of
from tests.jobs.company import found

NEW_TABLES = {"installation", "second_factor", "spare_code", "round_manifest_part", "tree_edition"}
"""What 0007, 0008 and 0010 added and a backup of 0006 has not."""
Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def file(app: Flask, stores: Stores, tmp_path: Path) -> Path:
    """Return a backup of a company with an open round."""
    company = found(stores)
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Ovens", [5, 3])
    made = tmp_path / "good"
    back_up(app, runtime_of(app), made)
    return made


@pytest.fixture
def beside(instance: Path) -> Iterator[Flask]:
    with empty_beside(instance) as app:
        yield app


def look(file: Path) -> None:
    """Look whether a backup is whole."""
    with open_archive(file) as (archive, manifest):
        check_sums(archive, manifest)


def changed(file: Path, change: Change) -> Path:
    """Return a copy of a backup in which something is different."""
    with ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    copy = file.with_name("changed")
    with ZipFile(copy, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return copy


def add_somebody(content: dict[str, bytes]) -> None:
    content["main/person.jsonl"] += content["main/person.jsonl"].splitlines(keepends=True)[0]


def take_a_table_away(content: dict[str, bytes]) -> None:
    del content["main/person.jsonl"]


def put_another_file_in(content: dict[str, bytes]) -> None:
    content["../elsewhere"] = b""


def shorten_what_is_sealed(content: dict[str, bytes]) -> None:
    name = next(name for name in content if name.endswith("/ballot"))
    content[name] = content[name][:-1]


@pytest.mark.parametrize(
    "change", [add_somebody, take_a_table_away, put_another_file_in, shorten_what_is_sealed]
)
def test_what_is_damaged_is_noticed(file: Path, change: Change) -> None:
    copy = changed(file, change)

    with pytest.raises(BrokenBackupError):
        look(copy)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.7, 0.8, 0.9, 0.99])
def test_a_file_with_a_bad_place_is_noticed(file: Path, place: float) -> None:
    held = [one for each in places_of_content(file) for one in each]
    turn(file, held[int(len(held) * place)])

    with pytest.raises((BrokenBackupError, UnknownBackupError)):
        look(file)


def test_a_bad_place_around_what_is_in_a_file_changes_nothing_unseen(file: Path) -> None:
    """Much of what stands before each part and in the list at the end, such as dates, says nothing."""
    before, whole = contents(file), file.read_bytes()
    content = {one for each in places_of_content(file) for one in each}
    around = [one for one in range(len(whole)) if one not in content]
    noticed = 0

    for place in (*around[::17], *around[-22:]):
        turn(file, place)
        try:
            look(file)
            assert contents(file) == before
        except (BrokenBackupError, UnknownBackupError):
            noticed += 1
        file.write_bytes(whole)

    assert noticed


def places_of_content(file: Path) -> list[range]:
    """Return where the content of each part lies: behind what the format says about that part."""
    with ZipFile(file) as archive:
        parts = archive.infolist()
    whole, places = file.read_bytes(), []
    for one in parts:
        name, more = unpack_from("<HH", whole, one.header_offset + 26)
        start = one.header_offset + 30 + name + more
        places.append(range(start, start + one.compress_size))
    return places


def turn(file: Path, place: int) -> None:
    """Turn every bit of one byte."""
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)


def contents(file: Path) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_is_no_backup_is_called_so(tmp_path: Path) -> None:
    other = tmp_path / "letter"
    other.write_text("Dear reader")

    with pytest.raises(UnknownBackupError, match="no backup of feedbackpulse"):
        look(other)


@pytest.mark.parametrize("table", ["session", "one_time_link", "huey_task", "alembic_version"])
def test_no_file_brings_ways_in_or_work_for_workers(file: Path, table: str) -> None:
    def add_table(content: dict[str, bytes]) -> None:
        told = json.loads(content[MANIFEST])
        told["entries"].append({**told["entries"][-1], "table": table})
        content[MANIFEST] = json.dumps(told).encode()
        content[f"main/{table}.jsonl"] = b""

    with pytest.raises(UnknownBackupError, match=table):
        look(changed(file, add_table))


def test_a_backup_of_a_newer_version_is_refused(file: Path, beside: Flask) -> None:
    newer = changed(file, lambda content: in_manifest(content, {"main": "9999", "box": "0002"}))

    with pytest.raises(UnknownBackupError, match="newer version"):
        put_back_into(beside, runtime_of(beside), newer)


def in_manifest(content: dict[str, bytes], revisions: dict[str, str]) -> None:
    told = json.loads(content[MANIFEST])
    told["revisions"] = revisions
    content[MANIFEST] = json.dumps(told).encode()


def as_of_0006(content: dict[str, bytes]) -> None:
    in_manifest(content, {"main": "0006", "box": "0002"})
    told = json.loads(content[MANIFEST])
    told["entries"] = [one for one in told["entries"] if one["table"] not in NEW_TABLES]
    content[MANIFEST] = json.dumps(told).encode()
    for name in NEW_TABLES:
        del content[f"main/{name}.jsonl"]


def test_a_backup_of_an_earlier_version_is_brought_to_this_one(
    file: Path, stores: Stores, beside: Flask
) -> None:
    runtime = runtime_of(beside, keys=stores.keys)

    put_back_into(beside, runtime, changed(file, as_of_0006))

    assert is_current(beside)
    before, after = everything(stores), everything(stores_of(beside))
    assert {name for name in before if before[name] != after[name]} == {
        "installation",
        "programme_change",
        "tree_edition",
    }


def test_a_backup_is_noted_for_the_doctor(app: Flask, file: Path) -> None:
    with open_archive(file) as (_, manifest):
        assert last_backup(Path(app.instance_path)) == manifest.made_at
