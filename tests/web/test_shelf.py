"""Are published pictures kept as they are, bounded, and out of reach of others?"""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedbackpulse.web.shelf import Shelf

SVG = b"<svg>round by round</svg>\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return a shelf with room for three."""
    return Shelf(folder=tmp_path / "pictures", most=3)


def test_a_picture_is_found_again_as_it_was(shelf: Shelf) -> None:
    assert shelf.find("one") is None

    shelf.put("one", SVG)

    assert shelf.find("one") == SVG
    assert shelf.find("other") is None


def test_the_first_ones_make_room_for_the_last(shelf: Shelf) -> None:
    for mark in "abcde":
        shelf.put(mark, SVG)

    assert [mark for mark in "abcde" if shelf.find(mark)] == ["c", "d", "e"]


def test_a_picture_that_was_cut_off_counts_as_none(shelf: Shelf) -> None:
    shelf.put("one", SVG)
    (shelf.folder / "one.svg").write_bytes(SVG[:9])

    assert shelf.find("one") is None


def test_only_its_own_user_can_read_a_shelf(shelf: Shelf) -> None:
    shelf.put("one", SVG)

    paths = [shelf.folder, *shelf.folder.iterdir()]
    assert len(paths) == 2
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths} == {0}


def test_a_disk_that_refuses_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    shelf = Shelf(folder=tmp_path / "pictures")

    shelf.put("one", SVG)

    assert shelf.find("one") is None


def test_many_at_once_leave_whole_pictures_and_no_more_than_there_is_room_for(
    shelf: Shelf,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda number: shelf.put(str(number % 5), SVG), range(100)):
            pass
    shelf.put("last", SVG)

    kept = list(shelf.folder.iterdir())
    assert 0 < len(kept) <= 3
    assert {path.read_bytes() for path in kept} == {SVG}
