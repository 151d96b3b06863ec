"""The assessment of article 35 of the GDPR, filled in as far as the software knows."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.reports.document import Bullets, Paragraph, Section, Table
from feedbackpulse.web.dossier.facts import Facts

ROOM = 4


def assessment(facts: Facts) -> tuple[Section, ...]:
    """Return the assessment in the order of the law, with room for what only people can say."""
    return (_description(), _necessity(), _risks(facts), _opinions())


def _description() -> Section:
    return Section(
        name="assessment",
        heading=_("Assessment of the risks (GDPR, article 35): what is done"),
        parts=(
            Paragraph(
                text=_(
                    "People are asked about listening at work. Their answers are personal data "
                    "until the round is counted: then single answers are destroyed. What they "
                    "write stays personal data, because a way of writing can be known. The parts "
                    "above say which data, for whom and how long."
                )
            ),
            Paragraph(
                text=_("Add what the software cannot know, such as earlier surveys:"), room=ROOM
            ),
        ),
    )


def _necessity() -> Section:
    return Section(
        name="necessity",
        heading=_("Is it needed, and is it no more than needed?"),
        parts=(
            Bullets(
                items=(
                    _("Groups are enough for the purpose, so only groups are shown."),
                    _("No ballot is kept longer than the round, and none has a name."),
                    _("The list is short, and every question can be skipped."),
                    _("What people tell about themselves is optional, broad, and three at most."),
                    _("There is no other way that keeps less and still gives one vote to each."),
                )
            ),
            Paragraph(text=_("Why does this organisation need it now?"), room=ROOM),
        ),
    )


def _risks(facts: Facts) -> Section:
    low, middle, high = _("low"), _("middle"), _("high")
    alone = facts.cycle.second_key is SecondKey.NONE
    rows = (
        (
            _("A figure shows what one person answered."),
            low,
            high,
            _("Ranges, small teams together, one number for each question, attacks tried."),
        ),
        (
            _("Somebody is known by what they write."),
            middle,
            middle,
            _("Words from more answers only, loose and undated. A warning while writing."),
        ),
        (
            _("An administrator reads ballots while a round is open."),
            middle if alone else low,
            high,
            _("Sealed ballots. A second key would take this away.")
            if alone
            else _("Sealed ballots, and a second key with somebody else."),
        ),
        (
            _("Somebody fills a team with people who share their answers."),
            low,
            high,
            _("Everybody sees who is in the group. The works council sees changes in teams."),
        ),
        (
            _("A copy of the database gets out."),
            low,
            middle,
            _("Ballots stay sealed. After the round there are only outcomes."),
        ),
        (
            _("People feel pressed to take part."),
            middle,
            middle,
            _("Nobody sees who answered, and nothing comes of not answering."),
        ),
        (
            _("A figure is used to judge a lead or a team."),
            middle,
            middle,
            _("No ranking, no forecast, uncertainty is shown. Agree on this with leads."),
        ),
    )
    return Section(
        name="risks",
        heading=_("Risks for people, and what is done about them"),
        parts=(
            Table(
                caption=_("Risks for people"),
                head=(_("Risk"), _("Likely?"), _("How bad?"), _("What is done")),
                rows=rows,
                widths=(4, 2, 2, 5),
            ),
            Paragraph(
                text=_("This is the view of the makers. Is it the same here? Other risks:"),
                room=ROOM,
            ),
        ),
    )


def _opinions() -> Section:
    return Section(
        name="opinions",
        heading=_("What people here say of it"),
        parts=(
            Paragraph(text=_("Opinion of employees or of the works council:"), room=ROOM),
            Paragraph(text=_("Advice of the data protection officer, if there is one:"), room=ROOM),
            Paragraph(text=_("Decision, by whom and when:"), room=ROOM),
        ),
    )
