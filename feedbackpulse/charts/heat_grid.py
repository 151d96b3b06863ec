"""Where the rows and columns of a table of levels go.

On a wide sheet a title stands beside its cells; on a phone above them. Titles of columns that
are too narrow for them are turned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from feedbackpulse.charts.drawing import Width, regular, text_width
from feedbackpulse.charts.strokes import Box
from feedbackpulse.charts.topics import wrapped

TEXT, SMALL = 14.0, 12.0
LINE, SMALL_LINE = 17.0, 14.0
SPACE, APART = 5.0, 12.0
_CELL, _TITLES, _ABOVE = 36.0, 208.0, 9.0
_MOST_LINES, _MOST_TURNED, _SHORTEST, _LONGER = 3, 2, 40.0, 15.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A title with a smaller line: of a row or of a column."""

    title: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A label in the lines that it takes."""

    title: tuple[str, ...]
    caption: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines, the caption last."""
        return (*self.title, *self.caption)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Where a row begins, how far below that its cells are, and how high these are."""

    title: tuple[str, ...]
    caption: str
    top: float
    above: float
    height: float

    @property
    def first_line(self) -> float:
        """The baseline of the first line of the title: above the cells, or beside their middle."""
        if self.above:
            return self.top + LINE - 1
        block = len(self.title) * LINE + (SMALL_LINE if self.caption else 0)
        return self.top + (self.height - block) / 2 + LINE - 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The places of one table."""

    width: Width
    step: float
    heads: tuple[Written, ...]
    head_room: float
    is_turned: bool
    rows: tuple[Row, ...]

    @property
    def is_wide(self) -> bool:
        """Say whether titles stand beside their cells."""
        return self.width is Width.WIDE

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        last = self.rows[-1]
        return last.top + last.above + last.height

    def cells(self, row: int, first: int, last: int) -> Box:
        """Return the box from one column to another in a row, in whole pixels."""
        at, begin = self.rows[row], _left(self.width)
        left, right = (round(begin + column * self.step) for column in (first, last + 1))
        return Box(left=left, top=at.top + at.above, width=right - left - SPACE, height=at.height)


def lay_out(
    columns: Sequence[Label], rows: Sequence[Label], *, width: Width, has_whole: bool
) -> Grid:
    """Return the grid; when it has the whole, its last row stands apart."""
    step = (width.pixels - _left(width) + SPACE) / len(columns)
    heads, is_turned = _heads(columns, step)
    return Grid(
        width=width,
        step=step,
        heads=heads,
        head_room=(head_room := _head_room(heads, is_turned=is_turned)),
        is_turned=is_turned,
        rows=tuple(_rows(rows, width, head_room, has_whole=has_whole)),
    )


def _head_room(heads: Sequence[Written], *, is_turned: bool) -> float:
    if not is_turned:
        return max(len(head.lines) for head in heads) * SMALL_LINE + 8
    captions = max(len(head.caption) for head in heads) * SMALL_LINE
    return max(_length(head.title) for head in heads) + captions + 12


def _left(width: Width) -> float:
    return _TITLES if width is Width.WIDE else 0.0


def _heads(columns: Sequence[Label], step: float) -> tuple[tuple[Written, ...], bool]:
    across = tuple(_written(label, step - SPACE) for label in columns)
    if all(len(h.lines) <= _MOST_LINES and _length(h.lines) <= step for h in across):
        return across, False
    return tuple(_turned(label, step) for label in columns), True


def _turned(label: Label, step: float) -> Written:
    """Return the shortest lines of which no more than fit lie beside each other.

    The caption stays across, below the title.
    """
    most, room = min(_MOST_TURNED, max(1, int(step // SMALL_LINE))), _SHORTEST
    while len((found := _written(label, room)).title) > most and room < Width.WIDE.pixels:
        room += _LONGER
    return Written(title=found.title, caption=_written(label, step).caption)


def _written(label: Label, room: float) -> Written:
    return Written(
        title=tuple(wrapped(label.title, width=room, size=SMALL)),
        caption=tuple(wrapped(label.caption, width=room, size=SMALL)),
    )


def _length(lines: Sequence[str]) -> float:
    return max((text_width(text, regular(SMALL)) for text in lines), default=0.0)


def _rows(labels: Sequence[Label], width: Width, top: float, *, has_whole: bool) -> Iterator[Row]:
    found = [_row(label, width) for label in labels]
    rooms = [top, *(row.above + row.height + SPACE for row in found)]
    last = len(found) - 1
    for index, (row, begin) in enumerate(zip(found, accumulate(rooms), strict=False)):
        apart = APART if has_whole and index == last else 0.0
        yield Row(
            title=row.title,
            caption=row.caption,
            top=begin + apart,
            above=row.above,
            height=row.height,
        )


def _row(label: Label, width: Width) -> Row:
    if width is Width.WIDE:
        title = tuple(wrapped(label.title, width=_TITLES - 12))
        block = len(title) * LINE + (SMALL_LINE if label.caption else 0)
        return Row(title=title, caption=label.caption, top=0, above=0, height=max(_CELL, block))
    beside = text_width(label.caption, regular(SMALL)) + 12
    title = tuple(wrapped(label.title, width=width.pixels - beside))
    above = len(title) * LINE + _ABOVE
    return Row(title=title, caption=label.caption, top=0, above=above, height=_CELL)
