"""The tables of colours of the gallery: a team over six quarters, and teams beside each other."""

from __future__ import annotations

from feedbackpulse.charts.heat_cell import Cell
from feedbackpulse.charts.heat_key import Key
from feedbackpulse.charts.heatmap import Head, Heatmap, Line
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Level, Side, Unclear
from tests.charts.gallery.levels import bounded, known, level
from tests.charts.gallery.words import Words

_QUARTERS = ("Q3 24", "Q4 24", "Q1 25", "Q2 25", "Q3 25", "Q4 25")
_MONTHS = ("aug", "sep", "okt")
_COUNTS = ((7, 10), (8, 10), None, (8, 11), (8, 11), (9, 11))
_TEAM = {
    "M1": (3.9, 3.9, None, 3.9, 3.8, 3.9),
    "M2": (3.6, 3.7, None, 3.8, 3.8, 4.0),
    "M3": (3.8, 3.9, None, 4.0, 3.7, 4.0),
    "M4": (3.3, 3.3, None, 3.4, 3.5, 3.9),
    "M5": (None, 2.8, None, 2.8, 3.0, 2.8),
    "M6": (3.9, 3.4, None, 3.5, 3.5, 3.6),
    "M7": (3.7, 3.5, None, 3.6, 3.7, 3.7),
    "M8": (3.2, 3.3, None, 3.2, 3.7, 3.7),
    "M9": (3.1, 3.0, None, 3.3, 3.3, 3.4),
    "M10": (None, 2.8, None, 2.9, 2.8, 2.9),
    "M11": (3.2, 3.1, None, 3.1, 3.1, 3.1),
}
_CHANGED = {("M4", 5): Verdict.UP, ("M8", 4): Verdict.UP, ("M6", 1): Verdict.DOWN}
_UNITS = (
    ("Klantcontact", 19, 24, (4.0, 3.8, 4.0, 3.7, 3.4, 3.6, 3.6, 3.3, 3.3, 3.1, 3.2)),
    ("Vergunningen", 9, 12, (3.9, 3.3, 3.7, 3.3, 3.2, 3.6, 3.6, 3.2, 3.2, 2.9, 3.0)),
    ("Werk en inkomen", 11, 18, (3.7, 3.4, 3.6, 3.3, 2.9, 3.4, 3.5, 2.9, 3.1, 2.7, 2.9)),
    ("Openbare ruimte", 8, 15, (3.7, 3.6, 3.8, 3.5, 3.0, 3.6, 3.8, 3.3, 3.1, 3.0, 3.1)),
    ("Financiën", 6, 9, (3.7, 3.4, 3.5, 3.0, 2.8, 3.4, 3.3, 3.1, 3.0, 2.6, 3.0)),
    ("ICT", 4, 8, (None,) * 11),
    ("Communicatie", 3, 6, (None,) * 11),
)
_WHOLE = (3.8, 3.5, 3.8, 3.4, 3.0, 3.5, 3.5, 3.2, 3.1, 2.8, 3.0)


def team(words: Words) -> Heatmap:
    """Return checkpoints by rounds."""
    counts = [words.of(*count) if count else "–" for count in _COUNTS]
    return Heatmap(
        columns=tuple(Head(title=q, caption=c) for q, c in zip(_QUARTERS, counts, strict=True)),
        rows=tuple(
            Line(
                title=words.checkpoint(code),
                cells=tuple(
                    _cell(level(value), words, _CHANGED.get((code, index)))
                    for index, value in enumerate(values)
                ),
            )
            for code, values in _TEAM.items()
        ),
        key=_key(words, changes=True),
    )


def ends(words: Words) -> Heatmap:
    """Return a table with everything a cell can be."""
    row: tuple[Level | None, ...] = (
        known(2.4),
        bounded(4.2, Side.HIGHER),
        bounded(2.8, Side.LOWER),
        Unclear(count=known(3.0).count),
        level(None),
        None,
    )
    cells = tuple(_cell(each, words, None) for each in row)
    return Heatmap(
        columns=tuple(Head(title=quarter) for quarter in _QUARTERS),
        rows=(Line(title=words.checkpoint("M4"), cells=cells),),
        key=_key(words, changes=False),
    )


def organisation(words: Words) -> Heatmap:
    """Return departments by checkpoints, in the order of the tree."""
    return Heatmap(
        columns=tuple(
            Head(title=words.checkpoint(code), caption=_MONTHS[index % len(_MONTHS)])
            for index, code in enumerate(_TEAM)
        ),
        rows=tuple(
            Line(
                title=name,
                caption=words.of(n, invited) if n >= 5 else words.few,
                cells=tuple(_cell(level(value), words, None) for value in values),
            )
            for name, n, invited, values in _UNITS
        ),
        whole=Line(
            title=words.organisation,
            cells=tuple(_cell(level(value), words, None) for value in _WHOLE),
        ),
        key=_key(words, changes=False),
    )


def _cell(each: Level | None, words: Words, verdict: Verdict | None) -> Cell:
    return Cell(level=each, shown=words.say(each), short=words.briefly(each), verdict=verdict)


def _key(words: Words, *, changes: bool) -> Key:
    return Key(
        steps=words.steps,
        withheld=words.few,
        up=words.up if changes else "",
        down=words.down if changes else "",
    )
