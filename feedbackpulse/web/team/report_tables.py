"""The tables of a page for files: the same numbers as in its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from feedbackpulse.release.domain import Option
from feedbackpulse.reports.document import Table
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.whole import RATINGS, SameScale, Share, Whole

NOTHING = "–"


def trend_table(page: TeamPage, topic: Topic) -> Table:
    """Return the levels of a topic, round by round, latest first."""
    moments = tuple(reversed(topic.course.moments))
    lines = [(moment.label, *_about(moment, page)) for moment in moments]
    return _table(topic.title, str(_("Round")), lines, page, first=2)


def topics_table(page: TeamPage) -> Table:
    """Return the levels of the topics of this round."""
    lines = [(topic.title, *_about(topic.latest, page)) for topic in page.asked_now]
    return _table(_("The topics of this round"), str(_("Topic")), lines, page, first=5)


def questions_table(topic: Topic) -> Table:
    """Return what was asked about a topic, and the level of each question."""
    return Table(
        caption=topic.title,
        head=(topic.title, str(_("Level"))),
        rows=tuple((question.text, question.said.text) for question in topic.questions),
        widths=(5, 1),
    )


def periods_table(page: TeamPage) -> Table:
    """Return all topics by rounds, the latest first."""
    table = page.table()
    return Table(
        caption=str(_("All topics so far")),
        head=(str(_("Topic")), *(period.title for period in table.periods)),
        rows=tuple((line.topic.title, *map(_cell, line.cells)) for line in table.lines),
        widths=(4, *(2 for _period in table.periods)),
    )


def options_tables(whole: Whole) -> tuple[Table, ...]:
    """Return about how often each answer was chosen, for each scale."""
    return tuple(_options(scale, dont_know=whole.dont_know) for scale in whole.scales)


def _options(scale: SameScale, *, dont_know: str) -> Table:
    options = (*RATINGS, Option.DONT_KNOW)
    return Table(
        caption=str(_("About how many people chose each answer")),
        head=(str(_("Question")), *scale.options, dont_know, str(_("The two highest"))),
        rows=tuple(
            (spread.question, *(str(spread.counts[one]) for one in options), spread.agree)
            for spread in scale.spreads
        ),
        widths=(9, *(4 for _option in scale.options), 5, 4),
    )


def groups_tables(whole: Whole) -> tuple[Table, ...]:
    """Return which part of every group agrees, a table for each thing that people told."""
    return tuple(
        Table(
            caption=table.title,
            head=(str(_("Question")), *table.values),
            rows=tuple((question, *map(_share, shares)) for question, shares in table.rows),
            widths=(5, *(2 for _value in table.values)),
        )
        for table in whole.tables
    )


def _share(share: Share | None) -> str:
    return f"{share.text}, {share.give}" if share else str(_("too few"))


def _about(moment: Moment, page: TeamPage) -> tuple[str, ...]:
    said = moment.said
    own = (said.text, said.interval or NOTHING, said.precision or NOTHING, said.count or NOTHING)
    if page.is_whole_organisation:
        return own
    return (*own, moment.organisation.text if moment.organisation else NOTHING)


def _table(
    caption: str, what: str, lines: Sequence[tuple[str, ...]], page: TeamPage, *, first: int
) -> Table:
    head = (what, _("Level"), _("Most likely"), _("How sure"), _("Answers"))
    beside = () if page.is_whole_organisation else (str(_("Whole organisation")),)
    return Table(
        caption=str(caption),
        head=(*map(str, head), *beside),
        rows=tuple(lines),
        widths=(first, 3, 4, 3, 3, *(3 for _one in beside)),
    )


def _cell(moment: Moment | None) -> str:
    if moment is None:
        return NOTHING
    return f"{moment.said.text}{mark(moment)}"


def mark(moment: Moment) -> str:
    """Return a triangle where a test found that a level went up or down."""
    verdict = moment.before.verdict.value if moment.before else ""
    return {"up": " ▲", "down": " ▼"}.get(verdict, "")
