"""The end of a dossier: the legal basis, rights, and what the works council said."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.cycles.approvals import Decision
from feedbackpulse.reports.document import Bullets, Paragraph, Section
from feedbackpulse.web.dossier.facts import Facts
from feedbackpulse.web.page import day


def law(facts: Facts) -> tuple[Section, ...]:
    """Return why this is allowed, what people can ask, and who agreed."""
    return (_basis(), _rights(), _approval(facts))


def _basis() -> Section:
    return Section(
        name="basis",
        heading=_("Legal basis"),
        parts=(
            Paragraph(text=_("This is a starting point and no legal advice. Have it checked.")),
            Paragraph(
                text=_(
                    "The basis is the legitimate interest of the organisation (GDPR, article 6, "
                    "first paragraph, under f): to learn how people listen to each other. The "
                    "interest of people weighs as much: so their answers are sealed, are counted "
                    "in groups and are destroyed."
                )
            ),
            Paragraph(
                text=_(
                    "It is not consent. An employee cannot freely say yes to an employer. So there "
                    "is no box to tick, and no answer is an answer too."
                )
            ),
            Paragraph(
                text=_(
                    "In the Netherlands the works council has a right of consent on handling "
                    "personal data, and on means that could be used to watch people (WOR, article "
                    "27, first paragraph, under k and l)."
                )
            ),
        ),
    )


def _rights() -> Section:
    return Section(
        name="rights",
        heading=_("What to answer when somebody asks for their data"),
        parts=(
            Bullets(
                items=(
                    _(
                        "“What do you have of me?” Name, work address, team, role, and when you "
                        "last used the site. While a round is open: that you may answer it, and "
                        "whether your ballot was given out."
                    ),
                    _(
                        "“Show me or delete my answers.” We cannot find them: no row says which "
                        "ballot is yours (GDPR, article 11). After the round they do not exist "
                        "any more."
                    ),
                    _(
                        "“Take away what I wrote.” Tell us the words, also when you cannot prove "
                        "that they are yours. There is no page for it yet: who runs the server has "
                        "to take them out of the database."
                    ),
                    _("“I do not want to take part.” Then do nothing. Nobody is told."),
                    _(
                        "“My reflections.” They are only yours: you can download and delete them "
                        "yourself."
                    ),
                )
            ),
        ),
    )


def _approval(facts: Facts) -> Section:
    return Section(
        name="approval",
        heading=_("What the works council said"),
        parts=(Paragraph(text=_said(facts)), Paragraph(text=_("Names and signatures:"), room=3)),
    )


def _said(facts: Facts) -> str:
    approval = facts.approval
    if approval is None:
        if facts.has_council:
            return str(_("The works council was not asked yet: the cycle has not started."))
        return str(_("Nobody is of the works council in this software, so it was not asked."))
    version = _(
        "Version %(number)d, asked on %(day)s.", number=approval.version, day=day(approval.asked_on)
    )
    if approval.decision is None or approval.decided_on is None:
        return f"{version} {_('It has not decided yet.')}"
    known = {
        Decision.APPROVED: _("Approved on %(day)s.", day=day(approval.decided_on)),
        Decision.RETURNED: _("Sent back on %(day)s.", day=day(approval.decided_on)),
    }
    return " ".join(filter(None, (version, known[approval.decision], approval.remark)))
