"""The figures of units as rows of a file: the numbers of their pages, and what each column means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from flask_babel import gettext as _

from feedbackpulse.insight.estimates import Bounded, Known, Level, Missing, Side
from feedbackpulse.reports.content import Column, Figures, Row, Sheet, Value, Words
from feedbackpulse.web.team.moments import Comparison, Moment
from feedbackpulse.web.team.report_words import about_numbers
from feedbackpulse.web.team.verdicts import say_verdict
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.words import say


def figures_of(
    pages: Callable[[], Iterable[TeamPage]], *, title: str, more: tuple[Sheet, ...] = ()
) -> Figures:
    """Return the figures of these units; each page is asked for when its rows are written."""

    def rows() -> Iterator[Row]:
        for page in pages():
            yield from _rows(page)

    return Figures(
        title=title, about=about_numbers(), columns=_columns(), rows=rows, words=_words(), more=more
    )


def _words() -> Words:
    return Words(
        figures=_("Figures"),
        dictionary=_("What it means"),
        about=_("About all numbers"),
        column=_("Column"),
        meaning=_("Meaning"),
    )


def _columns() -> tuple[Column, ...]:
    return (*_what_and_when(), *_level_columns(), *_count_columns(), *_beside_columns())


def column(name: str, title: str, meaning: str, width: int = 12, *, digits: int = 1) -> Column:
    """Return a column, in the reader's language."""
    return Column(name=name, title=str(title), meaning=str(meaning), width=width, digits=digits)


def _what_and_when() -> Iterator[Column]:
    yield column("unit", _("Team"), _("Whose answers these are, together."), 28)
    yield column("topic", _("Topic"), _("What the questions were about."), 32)
    yield column("round", _("Round"), _("The round in which they were asked."), 20)
    yield column("opened_on", _("Opened on"), _("The day on which that round opened."))


def _level_columns() -> Iterator[Column]:
    yield column(
        "level",
        _("Level"),
        _("From 1 to 5, with one decimal, as on the page. Empty when it is not shown."),
    )
    yield column(
        "end",
        _("Which end"),
        _(
            "Empty for an exact level. “Or higher” and “or lower”: "
            "only one end of the level is known."
        ),
    )
    yield column(
        "low", _("Most likely above"), _("The level of everybody together is likely above.")
    )
    yield column(
        "high", _("Most likely below"), _("The level of everybody together is likely below.")
    )
    yield column("sure", _("How sure"), _("How sure we are of the level, in words."), 22)
    yield column(
        "reason", _("Why not"), _("Why there is no level: too few answers, or another reason."), 26
    )


def _count_columns() -> Iterator[Column]:
    yield column("answers", _("Answers"), _("From how many people there is an answer."))
    yield column(
        "or_more",
        _("Or more"),
        _("“Yes” when small teams below it answered too. How many must stay unknown."),
    )
    yield column("asked", _("Asked"), _("How many people were asked."))


def _beside_columns() -> Iterator[Column]:
    yield column(
        "organisation",
        _("Whole organisation"),
        _("The level of the whole organisation in that round. Empty for the organisation itself."),
    )
    yield column(
        "organisation_end",
        _("Which end (organisation)"),
        _("The same as “which end”, for the level of the whole organisation."),
    )
    yield column(
        "since_before",
        _("Since the time before"),
        _("What a test says of the level beside the time before. Empty: nothing to compare."),
        20,
    )
    yield column(
        "beside_organisation",
        _("Beside the organisation"),
        _("What a test says of the level beside the whole organisation."),
        20,
    )


def _rows(page: TeamPage) -> Iterator[Row]:
    titles = {asked.id: asked.title for asked in page.rounds}
    for topic in page.every_topic:
        for moment in topic.course.moments:
            yield (
                page.name,
                topic.title,
                titles[moment.round_id],
                moment.on,
                *_level_cells(moment.level),
                *_count_cells(moment.level),
                *_beside_cells(moment),
            )


def _level_cells(level: Level) -> tuple[Value, ...]:
    said = say(level)
    ends = (
        (one_digit(level.low), one_digit(level.high)) if isinstance(level, Known) else (None,) * 2
    )
    reason = said.text if isinstance(level, Missing) else None
    return (*number_and_end(level), *ends, said.precision or None, reason)


def number_and_end(level: Level | None) -> tuple[Value, Value]:
    """Return the number of a level, and which end of it that is."""
    match level:
        case Known():
            return one_digit(level.value), None
        case Bounded():
            end = _("or higher") if level.side is Side.HIGHER else _("or lower")
            return one_digit(level.value), str(end)
        case _:
            return None, None


def _count_cells(level: Level) -> tuple[Value, ...]:
    if isinstance(level, Missing):
        return (None, None, None)
    more = str(_("Yes")) if level.count.at_least else None
    return (level.count.n, more, level.count.invited)


def _beside_cells(moment: Moment) -> tuple[Value, ...]:
    return (
        *number_and_end(moment.organisation_level),
        _verdict(moment.before),
        _verdict(moment.beside),
    )


def _verdict(comparison: Comparison | None) -> str | None:
    return say_verdict(comparison.verdict) if comparison else None


def one_digit(value: float) -> float:
    """Return a number as the pages show it, which round the way a bank does."""
    return float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN))
