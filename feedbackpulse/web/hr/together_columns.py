"""What the columns mean of the sheets about all units together."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.reports.content import Column
from feedbackpulse.web.team.report_rows import column


def side_by_side_columns() -> tuple[Column, ...]:
    """Return the columns of units beside each other."""
    return (
        column("above", _("Part of"), _("The unit that it lies in, or that holds them all."), 28),
        column("unit", _("Team"), _("Whose answers these are, together."), 28),
        _topic_column(),
        _round_column(),
        column(
            "level", _("Level"), _("From 1 to 5. Small units are drawn a little to the middle.")
        ),
        column("end", _("Which end"), _ends()),
        column("reason", _("Why not"), _("Why there is no number here."), 26),
        column(
            "compare",
            _("May be compared"),
            _("“Yes” where units really differ, more than chance, or where that is not known yet."),
        ),
    )


def topic_columns() -> tuple[Column, ...]:
    """Return the columns of how well the questions on a topic work."""
    return (
        _topic_column(),
        _round_column(),
        column("answers", _("Answers, at least"), _("From at least so many people.")),
        column("method", _("Method"), _("What statisticians call the number beside it."), 18),
        column(
            "reliability", _("Go together"), _("How well its questions do, 1 at most."), digits=2
        ),
        column("end", _("Which end"), _ends()),
        column("together", _("In words"), _("The same in words."), 18),
        column("icc_2", "ICC(2)", _("How surely numbers of units tell them apart."), digits=2),
        column("icc_1", "ICC(1)", _("Which part of all differences lies between units."), digits=2),
        column("use", _("Good for"), _("What the numbers of units are good for."), 30),
        column("alike", _("Seen alike"), _("Whether people within one team see it alike."), 24),
    )


def question_columns() -> tuple[Column, ...]:
    """Return the columns of single questions."""
    return (
        _topic_column(),
        _question_column(),
        column("most", _("Chosen most"), _("The answer that most people chose."), 20),
        column("most_percent", _("Of a hundred"), _("About how many of a hundred chose it.")),
        column("unknown_percent", _("Do not know"), _("About how many of a hundred do not know.")),
        column("advice", _("To think about"), _("When a question tells us little."), 40),
    )


def association_columns() -> tuple[Column, ...]:
    """Return the columns of what goes together."""
    strength = _("How strongly it goes together with the question that is always asked.")
    return (
        _topic_column(),
        _round_column(),
        column("together", _("Goes together"), strength, digits=2),
        column("end", _("Which end"), _ends()),
        column("low", _("Most likely above"), _("The real number is likely above."), digits=2),
        column("high", _("Most likely below"), _("The real number is likely below."), digits=2),
        column("answers", _("Answers, at least"), _("From at least so many people.")),
        column("stands_out", _("More than average"), _("“Yes” where it surely does.")),
    )


def answer_columns() -> tuple[Column, ...]:
    """Return the columns of how answers are spread."""
    return (
        _question_column(),
        column("answer", _("Answer"), _("What people could choose."), 24),
        column("people", _("People"), _blurred()),
    )


def group_columns() -> tuple[Column, ...]:
    """Return the columns of groups by what people told about themselves."""
    return (
        column("about", _("About"), _("What people told about themselves."), 28),
        column("group", _("Group"), _("What they chose."), 24),
        _question_column(),
        column("percent", _("Agrees"), _("About how many of a hundred agree.")),
        column("points", _("Give or take"), _("9 times out of 10, it is no further off.")),
        column("reason", _("Why not"), _("Why there is no number here."), 16),
    )


def learning_columns() -> tuple[Column, ...]:
    """Return the columns of what people want to learn."""
    return (
        column("theme", _("Theme"), _("What people would like to learn more about."), 32),
        _round_column(),
        column("people", _("People"), _blurred()),
    )


def _topic_column() -> Column:
    return column("topic", _("Topic"), _("What the questions were about."), 32)


def _round_column() -> Column:
    return column("round", _("Round"), _("The round in which they were asked."), 20)


def _question_column() -> Column:
    return column("question", _("Question"), _("What was asked."), 60)


def _ends() -> str:
    return str(_("Empty for an exact number. “Or higher” and “or lower”: only one end is known."))


def _blurred() -> str:
    return str(_("About how many people chose it. The number is blurred on purpose."))
