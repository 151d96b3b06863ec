"""What mails and pictures cost beside the least that has to be done for them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure as Drawing

from benchmarks.figures import Figure, Size, measured, repeated
from benchmarks.mails import Taken, measure, naively, through_the_outbox
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.database import Stores
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web.shelf import Shelf
from tests.charts.gallery.pictures import PICTURES
from tests.charts.gallery.words import DUTCH

_PICTURE: Final = "trend"


def figures(size: Size) -> Iterator[Figure]:
    """Measure sending mails, drawing a picture, and finding one that was drawn."""
    yield _mails(size)
    draw = partial(PICTURES[_PICTURE].draw, DUTCH, Shade.LIGHT, Width.WIDE)
    yield measured(
        f"draw the picture “{_PICTURE}”",
        lambda: repeated(draw, seconds=size.seconds),
        limit="an empty drawing by matplotlib",
        of_limit=lambda: repeated(_empty, seconds=size.seconds),
        size=size,
    )
    with tempfile.TemporaryDirectory() as folder:
        yield _found(Shelf(folder=Path(folder)), draw(), size)


def _mails(size: Size) -> Figure:
    number = size.of(20, 300)

    def rate(way: Callable[[Stores, Mailer, list[PersonId]], Taken]) -> float:
        taken = measure(way, number)
        return taken.mails / taken.seconds

    return measured(
        "send a mail, lost or doubled by no crash",
        lambda: rate(through_the_outbox),
        limit="the same in a loop, without a database",
        of_limit=lambda: rate(naively),
        size=size,
    )


def _empty() -> None:
    Drawing(figsize=(7, 4)).savefig(io.BytesIO(), format="svg")


def _found(shelf: Shelf, svg: bytes, size: Size) -> Figure:
    shelf.put("one", svg)
    [file] = shelf.folder.iterdir()
    return measured(
        "find a picture that was drawn",
        lambda: repeated(lambda: shelf.find("one"), seconds=size.seconds),
        limit="read its file",
        of_limit=lambda: repeated(file.read_bytes, seconds=size.seconds),
        size=size,
    )
