"""A report about a unit to read and to print, and the slides for a meeting about it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _

from feedbackpulse.reports.deck import Deck, Slide
from feedbackpulse.reports.document import Bullets, Document, Paragraph, Part, Section, Table
from feedbackpulse.web.page import day
from feedbackpulse.web.team.report_pictures import options_picture, topics_picture, trend_picture
from feedbackpulse.web.team.report_tables import (
    groups_tables,
    options_tables,
    periods_table,
    questions_table,
    topics_table,
    trend_table,
)
from feedbackpulse.web.team.report_words import (
    about_numbers,
    how_to_read,
    in_short,
    report_title,
    to_talk_about,
)
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.whole import Whole

ROWS_ON_A_SLIDE = 8
"""More would be too small to read from the back of a room."""


def document_of(
    page: TeamPage,
    *,
    organisation: str,
    made_on: date,
    locale: str,
    more: tuple[Section, ...] = (),
) -> Document:
    """Return the report about a unit; *more* comes before what is said about all numbers."""
    made = _("Made on %(day)s.", day=day(made_on))
    return Document(
        title=report_title(page),
        subtitle=f"{_about(page, organisation)} {made}",
        sections=(
            *_sections(page),
            *more,
            Section(heading=_("About these numbers"), parts=(Bullets(items=about_numbers()),)),
        ),
        locale=locale,
    )


def deck_of(page: TeamPage, *, organisation: str, locale: str) -> Deck:
    """Return the slides for a meeting about a unit."""
    return Deck(
        title=report_title(page),
        subtitle=_about(page, organisation),
        slides=tuple(_slides(page)),
        locale=locale,
    )


def _about(page: TeamPage, organisation: str) -> str:
    opened = day(page.round.opens_at, "MMMM y")
    told = (organisation, page.round.title, opened, page.people)
    return f"{' · '.join(filter(None, told))}."


def _sections(page: TeamPage) -> Iterator[Section]:
    yield Section(heading=_("In short"), parts=(Bullets(items=in_short(page)),))
    if page.never_spoke:
        return
    if page.overall:
        yield _culture(page, page.overall)
    if page.asked_now and not page.is_silent:
        yield Section(
            heading=_("The topics of this round"),
            parts=(topics_picture(page), Paragraph(text=how_to_read(page)), topics_table(page)),
        )
        yield Section(
            heading=_("What did we ask exactly?"),
            parts=tuple(questions_table(topic) for topic in page.asked_now),
        )
    if page.whole and page.whole.spreads:
        yield _spread(page.whole)
    if page.whole and page.whole.tables:
        yield _groups(page.whole)
    if page.topics:
        yield Section(
            heading=_("All topics so far"),
            parts=(Paragraph(text=_triangles()), periods_table(page)),
        )


def _culture(page: TeamPage, topic: Topic) -> Section:
    parts: list[Part] = [Paragraph(text=_quoted(page.anchor)), trend_picture(page, topic)]
    parts += [Paragraph(text=how_to_read(page))]
    parts += [Paragraph(text=one) for one in (*topic.course.gap_sentences, *topic.times)]
    parts += [Paragraph(text=topic.course.long_sentence), trend_table(page, topic)]
    return Section(heading=_by_round(topic), parts=tuple(parts))


def _spread(whole: Whole) -> Section:
    words = (
        _("Everybody together. “Agree” counts the two highest answers."),
        _("The numbers are blurred on purpose."),
    )
    order = [_left_to_right(scale.options) for scale in whole.scales]
    return Section(
        heading=_("How the answers are spread"),
        parts=(
            Paragraph(text=" ".join(map(str, words))),
            options_picture(whole),
            *(Paragraph(text=one) for one in order),
            *options_tables(whole),
        ),
    )


def _groups(whole: Whole) -> Section:
    said = _(
        "Which part of each group agrees. 9 times out of 10, the real part is no further away "
        "than the points below it. A smaller difference between groups says nothing."
    )
    return Section(
        heading=str(_("By what people told about themselves")),
        parts=(
            Paragraph(text=str(said)),
            *(
                part
                for table in groups_tables(whole)
                for part in (Paragraph(text=table.caption), table)
            ),
        ),
    )


def _left_to_right(options: Sequence[str]) -> str:
    return str(_("From left to right: %(options)s.", options=", ".join(options)))


def _by_round(topic: Topic) -> str:
    return str(_("%(topic)s: round by round", topic=topic.title))


def _quoted(words: str) -> str:
    return f"“{words}”"


def _triangles() -> str:
    return str(_("▲ and ▼: a test says that it went up or down since the time before."))


def _slides(page: TeamPage) -> Iterator[Slide]:
    yield Slide(
        title=_("In short"),
        part=Bullets(items=in_short(page)),
        notes=_("Read the sentences aloud. Ask first what people recognise."),
    )
    if page.overall and not page.never_spoke:
        yield Slide(
            title=_by_round(page.overall),
            part=trend_picture(page, page.overall),
            notes=f"{_quoted(page.anchor)} {page.overall.sentence} {how_to_read(page)}",
        )
    if page.asked_now and not page.is_silent:
        yield Slide(
            title=_("The topics of this round"),
            part=topics_picture(page),
            notes=f"{page.topics_sentence}. {how_to_read(page)}",
        )
    if page.topics and not page.never_spoke:
        yield from _topics_by_round(periods_table(page))
    yield Slide(title=_("To talk about"), part=Bullets(items=to_talk_about()))
    yield Slide(title=_("About these numbers"), part=Bullets(items=about_numbers()))


def _topics_by_round(table: Table) -> Iterator[Slide]:
    """Yield a table on as many slides as it needs, each with a title of its own."""
    parts = math.ceil(len(table.rows) / ROWS_ON_A_SLIDE)
    for part in range(parts):
        rows = table.rows[part * ROWS_ON_A_SLIDE : (part + 1) * ROWS_ON_A_SLIDE]
        number = f" ({part + 1}/{parts})" if parts > 1 else ""
        yield Slide(
            title=f"{table.caption}{number}", part=replace(table, rows=rows), notes=_triangles()
        )
