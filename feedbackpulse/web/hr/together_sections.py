"""The pages about all units together as sections of a document: the same numbers, in tables."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from feedbackpulse.reports.document import Paragraph, Part, Section, Table
from feedbackpulse.web.hr.heat_view import HeatPage
from feedbackpulse.web.hr.quality import Asked, Quality
from feedbackpulse.web.hr.together import Together, said_of
from feedbackpulse.web.team.report_tables import NOTHING

BESIDE = 3
"""So many units stand beside each other on a page of paper, with what holds them."""


def sections_of(found: Together) -> tuple[Section, ...]:
    """Return the sections that have anything in them."""
    sections = [_units(page) for page in found.heats]
    if found.topics:
        sections.append(_questions(found))
    if found.association.rows:
        sections.append(_association(found))
    if found.learning.rows:
        sections.append(_learning(found))
    return tuple(sections)


def _units(page: HeatPage) -> Section:
    heading = (
        _("Departments side by side")
        if page.is_whole_organisation
        else _("%(unit)s: its teams side by side", unit=page.top.name)
    )
    return Section(heading=str(heading), parts=(*_cautions(page), *_tables(page)))


def _cautions(page: HeatPage) -> Iterator[Part]:
    yield Paragraph(
        text=str(
            _(
                "Numbers run from 1 to 5. Small units are drawn a little towards the middle, "
                "because their numbers are less sure. The order is that of the organisation. "
                "It says nothing about who does better."
            )
        )
    )
    told = []
    if page.alone:
        told.append(
            _(
                "%(topics)s: compare a unit only with its own earlier numbers. "
                "The difference between units is mostly chance.",
                topics=", ".join(page.alone),
            )
        )
    if page.is_unsure:
        told.append(
            _(
                "There are too few units or answers to know whether units really differ. "
                "A difference between them can be chance."
            )
        )
    yield from (Paragraph(text=str(text)) for text in told)


def _tables(page: HeatPage) -> Iterator[Part]:
    """Yield topics by units, a few units at a time."""
    for start in range(0, len(page.lines), BESIDE):
        lines = (*page.lines[start : start + BESIDE], page.top)
        yield Table(
            caption=str(_("The level of each unit on each topic, from 1 to 5")),
            head=(str(_("Topic")), *(line.name for line in lines)),
            rows=tuple(
                (f"{column.topic.title} · {column.label}", *map(said_of, cells))
                for column, *cells in zip(
                    page.columns, *(line.cells for line in lines), strict=True
                )
            ),
            widths=(3, *(2 for _line in lines)),
        )


def _questions(found: Together) -> Section:
    said = _(
        "How well do our questions work? This is about the whole organisation, never about one team."
    )
    topics = Table(
        caption=str(_("Topic by topic, the last time it was asked")),
        head=(
            str(_("Topic")),
            str(_("Do the questions go together?")),
            str(_("What are the numbers of units good for?")),
            str(_("Do people in a team see it alike?")),
        ),
        rows=tuple(map(_topic, found.topics)),
        widths=(4, 3, 3, 3),
    )
    return Section(
        heading=str(_("The questions")),
        parts=(Paragraph(text=str(said)), topics, Paragraph(text=_blurred()), _asked(found)),
    )


def _topic(topic: Quality) -> tuple[str, ...]:
    known = f"{topic.together} ({topic.method} {topic.how_well})" if topic.reliability else ""
    use = f"{topic.use} ({topic.grounds})" if topic.icc else ""
    return (
        f"{topic.title} · {topic.label}",
        known or topic.together or str(_("too few answers")),
        use or str(_("not known yet")),
        topic.alike or str(_("not known yet")),
    )


def _asked(found: Together) -> Table:
    return Table(
        caption=str(_("Question by question")),
        head=(
            str(_("Question")),
            str(_("Chosen most")),
            str(_("Do not know")),
            str(_("To think about")),
        ),
        rows=tuple(
            _line(asked, found.options) for topic in found.topics for asked in topic.questions
        ),
        widths=(5, 3, 2, 3),
    )


def _line(asked: Asked, options: dict[str, str]) -> tuple[str, ...]:
    if asked.most is None:
        return (asked.text, str(_("too few answers")), NOTHING, NOTHING)
    most = f"{asked.shown_share} {options[asked.most.value]}"
    return (asked.text, most, asked.shown_do_not_know, asked.advice or NOTHING)


def _association(found: Together) -> Section:
    anchor = found.association.anchor
    asked = _("Which topics go together with: ‘%(question)s’", question=anchor)  # noqa: RUF001  (a quote)
    said = _(
        "Who is positive about a topic, is often positive about listening as a whole. "
        "That does not say which of the two comes first, or whether something else is behind both."
    )
    table = Table(
        caption=str(_("What goes together")),
        head=(
            str(_("Topic")),
            str(_("Goes together")),
            str(_("Most likely")),
            str(_("Answers, at least")),
            str(_("Beside the others")),
        ),
        rows=tuple(
            (
                f"{row.title} · {row.label}",
                row.shown,
                row.interval,
                str(row.answers),
                str(_("more than average")) if row.stands_out else NOTHING,
            )
            for row in found.association.rows
        ),
        widths=(5, 2, 4, 2, 3),
    )
    return Section(
        heading=str(_("What goes together")),
        parts=(Paragraph(text=str(asked)), Paragraph(text=str(said)), table),
    )


def _learning(found: Together) -> Section:
    page = found.learning
    said = _(
        "Everybody together, in the round of %(round)s. Whoever wanted to chose one theme.",
        round=page.label,
    )
    table = Table(
        caption=str(_("About how many people chose each theme")),
        head=(str(_("Theme")), str(_("People"))),
        rows=tuple((row.title, row.shown) for row in page.rows),
        widths=(4, 1),
    )
    return Section(
        heading=str(_("What people would like to learn")),
        parts=(Paragraph(text=f"{page.finding}. {said} {_blurred()}"), table),
    )


def _blurred() -> str:
    return str(_("The numbers are blurred on purpose."))
