"""The first part of a dossier: why, what is asked, which data, and who sees what."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.reports.document import Bullets, Paragraph, Section, Table
from feedbackpulse.web.dossier.facts import Facts


def purpose(facts: Facts) -> tuple[Section, ...]:
    """Return why people are asked, and what happens with what they say."""
    return (_why(facts), _settings(facts), _data(facts), _readers(facts))


def _why(facts: Facts) -> Section:
    return Section(
        name="purpose",
        heading=_("Purpose"),
        parts=(
            Paragraph(
                text=_(
                    "%(organisation)s wants to know how people listen to each other at work, and "
                    "wants to learn from it. A short list of questions comes back in rounds. Teams "
                    "talk about the outcome and agree on what they will try.",
                    organisation=facts.organisation,
                )
            ),
            Paragraph(
                text=_(
                    "The outcome is about groups, never about one person. It is not used to judge "
                    "people, to pay them or to decide about their work. Taking part is free. Who "
                    "does not take part is not followed up, and nothing comes of it."
                )
            ),
        ),
    )


def _settings(facts: Facts) -> Section:
    return Section(
        name="settings",
        heading=_("How this cycle is set up"),
        parts=(
            Table(
                caption=_("How this cycle is set up"),
                head=(_("Choice"), _("Chosen")),
                rows=tuple((one.label, "\n".join(one.chosen)) for one in facts.settings),
                widths=(2, 3),
            ),
            Paragraph(
                text=_(
                    "Once the cycle runs, questions and teams do not change any more. The numbers "
                    "that protect people can only go up."
                )
            ),
        ),
    )


def _data(facts: Facts) -> Section:
    box, main, keys = _("ballot box"), _("main database"), _("key folder")
    until_burnt = _("Destroyed right after the outcome of the round, or when the round lapses.")
    rows = (
        (_("Answers, sealed in a ballot"), box, until_burnt),
        (
            _("Who may answer a round, and that their ballot was given out"),
            main,
            until_burnt,
        ),
        (_("The keys of a round"), keys, until_burnt),
        (
            _("Figures of groups"),
            main,
            _("As long as the organisation wants to compare rounds."),
        ),
        (
            _("Words that somebody wrote, cut loose from everything else"),
            main,
            _("As long as the outcome of that round is kept."),
        ),
        (
            _("What somebody brings up, and what is written about it, encrypted"),
            main,
            _("As long as the organisation wants to learn from it."),
        ),
        (_("The key of that"), keys, _("As long as there is something to read with it.")),
        (
            _("Codes with which people find their ballot in a list"),
            main,
            _("Stay with the round. They name nobody."),
        ),
        (
            _("Name, work address, team and role"),
            main,
            _("As long as somebody works here, and after that as the organisation decides."),
        ),
        (_("The scrambled code of each invitation by mail"), main, until_burnt),
        (
            _("Mails that wait, and on which day somebody got one"),
            main,
            _("A mail until it is sent. The day for two days."),
        ),
        (_("How somebody wants to be written to"), main, _("Until they choose otherwise.")),
        (
            _("That somebody is signed in, in which browser"),
            main,
            _(
                "At most %(days)d days, and %(hours)d hours after the last use.",
                days=facts.session_days,
                hours=facts.idle_hours,
            ),
        ),
    )
    return Section(
        name="data",
        heading=_("Which data, where and how long"),
        parts=(
            Paragraph(
                text=_(
                    "There are two databases that know nothing of each other: the main one with "
                    "people and outcomes, and the ballot box with sealed ballots. No row joins a "
                    "person with an answer. The keys are in a folder outside both."
                )
            ),
            Table(
                caption=_("Which data, where and how long"),
                head=(_("What"), _("Where"), _("How long")),
                rows=rows,
                widths=(3, 2, 4),
            ),
        ),
    )


def _readers(facts: Facts) -> Section:
    privacy = facts.cycle.privacy
    rows = (
        (
            _("Who is asked"),
            _(
                "The outcome of their own group and of what is above it. From their own answers "
                "nothing more than they remember."
            ),
        ),
        (_("A lead"), _("The same outcome of the teams that they lead.")),
        (
            _("HR"),
            _(
                "The outcome of all groups, and how many people took part, in large steps. No "
                "single answer, and no list of who answered."
            ),
        ),
        (
            _("The works council"),
            _(
                "How the cycle is set up, this dossier, and who came to a team or left it in the "
                "last 30 days. No outcome that others do not see."
            ),
        ),
        (
            _("An administrator"),
            _("People, teams and roles. No outcome and no answers in any page."),
        ),
    )
    parts: list[Paragraph | Table | Bullets] = [
        Table(caption=_("Who sees what"), head=(_("Who"), _("Sees")), rows=rows, widths=(2, 5)),
        Paragraph(
            text=_(
                "Everybody who may see a group sees the same: from %(figures)d answers, and words "
                "from %(words)d answers.",
                figures=privacy.smallest_group,
                words=privacy.comments_group,
            )
        ),
    ]
    if facts.cycle.second_key is not SecondKey.NONE:
        parts.append(
            Paragraph(
                text=_(
                    "The holder of the second key takes sealed ballots, cannot read them, and "
                    "sends them back in another order."
                )
            )
        )
    return Section(name="readers", heading=_("Who sees what"), parts=tuple(parts))
