"""The pages about all units together as sheets of figures: the same numbers, a row for each."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from feedbackpulse.insight.estimates import Bounded, Known
from feedbackpulse.release.coherence import (
    HIGHEST_ASSOCIATION,
    HIGHEST_RELIABILITY,
    LOWEST_RELIABILITY,
)
from feedbackpulse.release.domain import Option
from feedbackpulse.reports.content import Column, Row, Sheet, Value
from feedbackpulse.web.hr.association_view import Together as Tie
from feedbackpulse.web.hr.heat_view import HeatCell, HeatPage
from feedbackpulse.web.hr.quality import Asked, Quality
from feedbackpulse.web.hr.together import Together, said_of
from feedbackpulse.web.hr.together_columns import (
    answer_columns,
    association_columns,
    group_columns,
    learning_columns,
    question_columns,
    side_by_side_columns,
    topic_columns,
)
from feedbackpulse.web.team.report_rows import number_and_end
from feedbackpulse.web.team.whole import RATINGS, CutTable, SameScale


def sheets_of(found: Together) -> tuple[Sheet, ...]:
    """Return the sheets that have anything on them."""
    whole = found.whole.whole
    every = (
        _sheet("side_by_side", _("Side by side"), side_by_side_columns(), _units(found)),
        _sheet("topics", _("Topics"), topic_columns(), map(_topic, found.topics)),
        _sheet("questions", _("The questions"), question_columns(), _questions(found)),
        _sheet("together", _("What goes together"), association_columns(), _ties(found)),
        _sheet("answers", _("Answers"), answer_columns(), _answers(whole.scales if whole else ())),
        _sheet("groups", _("Groups"), group_columns(), _groups(whole.tables if whole else ())),
        _sheet("learning", _("Learning"), learning_columns(), _wishes(found)),
    )
    return tuple(sheet for sheet, rows in every if rows)


def _sheet(
    name: str, title: str, columns: tuple[Column, ...], rows: Iterator[Row]
) -> tuple[Sheet, int]:
    kept = tuple(rows)
    return Sheet(name=name, title=str(title), columns=columns, rows=lambda: iter(kept)), len(kept)


def _units(found: Together) -> Iterator[Row]:
    for page in found.heats:
        for line in (*page.lines, page.top):
            for column, cell in zip(page.columns, line.cells, strict=True):
                where = (page.top.name, line.name, column.topic.title, column.label)
                yield (*where, *_level(cell), *_use(page, cell))


def _level(cell: HeatCell) -> tuple[Value, ...]:
    has_number = isinstance(cell.level, Known | Bounded)
    return (*number_and_end(cell.level), None if has_number else said_of(cell))


def _use(page: HeatPage, cell: HeatCell) -> tuple[Value]:
    return (str(_("Yes")) if cell.is_coloured and cell.level is not None else None,)


def _topic(topic: Quality) -> Row:
    known = topic.reliability
    value = known.value if known else None
    return (
        topic.title,
        topic.label,
        known.answers if known else None,
        topic.method or None,
        *_cut(value, lowest=LOWEST_RELIABILITY, highest=HIGHEST_RELIABILITY),
        topic.together or None,
        _two_digits(topic.icc.two) if topic.icc else None,
        _two_digits(topic.icc.one) if topic.icc else None,
        topic.use or None,
        topic.alike or None,
    )


def _questions(found: Together) -> Iterator[Row]:
    for topic in found.topics:
        for asked in topic.questions:
            yield (topic.title, asked.text, *_asked(asked, found.options), asked.advice or None)


def _asked(asked: Asked, options: dict[str, str]) -> tuple[Value, ...]:
    if asked.most is None:
        return (None, None, None)
    shares = (asked.share, asked.do_not_know)
    return (options[asked.most.value], *(round(100 * share) for share in shares))


def _ties(found: Together) -> Iterator[Row]:
    for row in found.association.rows:
        yield (
            row.title,
            row.label,
            *_cut(row.found.value, lowest=-HIGHEST_ASSOCIATION, highest=HIGHEST_ASSOCIATION),
            *_interval(row),
            row.answers,
            str(_("Yes")) if row.stands_out else None,
        )


def _interval(row: Tie) -> tuple[Value, Value]:
    low = None if row.found.value <= -HIGHEST_ASSOCIATION else _two_digits(row.found.low)
    high = None if row.found.value >= HIGHEST_ASSOCIATION else _two_digits(row.found.high)
    return low, high


def _answers(scales: tuple[SameScale, ...]) -> Iterator[Row]:
    for scale in scales:
        for spread in scale.spreads:
            for option, name in zip(RATINGS, scale.options, strict=True):
                yield (spread.question, name, spread.counts[option])
            yield (spread.question, str(_("Do not know")), spread.counts[Option.DONT_KNOW])


def _groups(tables: tuple[CutTable, ...]) -> Iterator[Row]:
    for table in tables:
        for question, shares in table.rows:
            for value, share in zip(table.values, shares, strict=True):
                told = (share.part, share.points, None) if share else (None, None, _("too few"))
                yield (table.title, value, question, *map(_text, told))


def _wishes(found: Together) -> Iterator[Row]:
    for row in found.learning.rows:
        yield (row.title, found.learning.label, row.count)


def _cut(value: float | None, *, lowest: float, highest: float) -> tuple[Value, Value]:
    """Return a statistic, and where the release cuts it off which end it is."""
    if value is None:
        return None, None
    end = _("or higher") if value >= highest else _("or lower") if value <= lowest else None
    return _two_digits(value), _text(end)


def _two_digits(value: float) -> float:
    return round(value, 2)


def _text(value: object) -> Value:
    return value if value is None or isinstance(value, int) else str(value)
