"""Does a report lie on the disk while it is sent, in pieces, and nowhere afterwards?"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask, Response, abort
from werkzeug.exceptions import NotFound

from feedbackpulse.web.files import PIECE, send_written
from tests.web.released import World
from tests.web.team.test_reports import ENDINGS, Visit

LARGE = random.Random(1).randbytes(3 * PIECE + 5)  # noqa: S311  (any bytes will do)


@pytest.fixture
def sent(app: Flask) -> Iterator[Response]:
    """Return the answer with a large file."""

    def write(out: BinaryIO) -> None:
        out.write(LARGE)

    with app.test_request_context():
        yield send_written(write, title="Large", ending="pdf", media="application/pdf")


def open_on(bench: Path) -> int:
    """Count the files without a name that this process has open there."""
    found = 0
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208  (names, and one of them is gone)
        with suppress(OSError):
            found += os.readlink(f"/proc/self/fd/{number}").startswith(str(bench))  # noqa: PTH115  (not a path)
    return found


def bench_of(app: Flask) -> Path:
    return Path(app.instance_path) / "workbench"


def test_a_large_file_leaves_in_pieces_of_known_length(app: Flask, sent: Response) -> None:
    assert open_on(bench_of(app)) == 1

    pieces = list(sent.iter_encoded())

    assert [len(piece) for piece in pieces] == [PIECE, PIECE, PIECE, 5]
    assert b"".join(pieces) == LARGE
    assert sent.content_length == len(LARGE)
    assert open_on(bench_of(app)) == 0


@pytest.mark.parametrize("read", [0, 1])
def test_nothing_stays_open_when_the_reader_goes_away(
    app: Flask, sent: Response, read: int
) -> None:
    pieces = sent.iter_encoded()
    for _ in range(read):
        next(iter(pieces))

    sent.close()

    assert open_on(bench_of(app)) == 0
    assert [*bench_of(app).iterdir()] == []


def test_nothing_stays_open_when_there_is_nothing_to_send(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(NotFound):
        send_written(lambda _out: abort(404), title="None", ending="pdf", media="application/pdf")

    assert open_on(bench_of(app)) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_kind_of_report_stays_on_the_disk(
    app: Flask, world: World, visit: Visit, ending: str
) -> None:
    answer = visit(world.hr).get(f"/org/results{world.unit('Day')}/report.{ending}")

    assert answer.content_length == len(answer.data)
    assert [*bench_of(app).iterdir()] == []
    assert open_on(bench_of(app)) == 0
