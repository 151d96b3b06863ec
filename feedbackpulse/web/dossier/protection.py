"""The middle of a dossier: thresholds, measures, the fingerprint, threats and attacks."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import Round, SecondKey
from feedbackpulse.reports.document import Bullets, Paragraph, Section, Table
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.dossier.facts import Facts
from feedbackpulse.web.page import day
from feedbackpulse.web.threats import threats


def protection(facts: Facts) -> tuple[Section, ...]:
    """Return how people are protected, against whom, and how well that was tried."""
    return (
        _thresholds(facts),
        _measures(facts),
        _fingerprint(facts.fingerprinted, facts.locale),
        _threats(facts),
        _attacks(facts),
    )


def _thresholds(facts: Facts) -> Section:
    privacy = facts.cycle.privacy
    return Section(
        name="thresholds",
        heading=_("From how many answers something is shown"),
        parts=(
            Bullets(
                items=(
                    _(
                        "A group with fewer than %(count)d answers shows nothing. Small teams are "
                        "counted together.",
                        count=privacy.smallest_group,
                    ),
                    _(
                        "Each question has one number for a group. Where it could give somebody "
                        "away, a range is shown, such as “4.0 or higher”. The answers of "
                        "%(margin)d people could then still go either way.",
                        margin=privacy.margin,
                    ),
                    _(
                        "Words are shown from %(count)d answers, in random order, without a date. "
                        "Below that they go to a larger group or are not kept.",
                        count=privacy.comments_group,
                    ),
                    _(
                        "How often each answer was given is shown for the whole organisation only, "
                        "from 100 answers, with numbers that are blurred on purpose."
                    ),
                    _(
                        "What people tell about themselves is shown for the whole organisation "
                        "only, from 50 answers, and blurred as well."
                    ),
                    _("Every viewer gets the same outcome. It is made once and never again."),
                )
            ),
        ),
    )


def _measures(facts: Facts) -> Section:
    return Section(
        name="measures",
        heading=_("Measures"),
        parts=(
            Paragraph(text=_("Technical:")),
            Bullets(items=_technical(facts)),
            Paragraph(text=_("Organisational:")),
            Bullets(
                items=(
                    _("The works council approves every version of these choices beforehand.")
                    if facts.has_council
                    else _("Nobody is of the works council in this software: ask it beforehand."),
                    _("Roles are given by an administrator. Nobody can make themselves one."),
                    _("Everybody sees, before answering, with whom they are counted together."),
                    _("No page or list says who answered and who did not."),
                    _("The software is open: everybody may read it and have it examined."),
                )
            ),
        ),
    )


def _technical(facts: Facts) -> tuple[str, ...]:
    second = {
        SecondKey.NONE: _("There is no second key: the server opens the ballots by itself."),
        SecondKey.COUNCIL: _(
            "A second key: without the works council nobody can open the ballots. A round that it "
            "does not open within 14 days lapses, unread."
        ),
        SecondKey.ADMIN: _(
            "A second key: without a second administrator nobody can open the ballots. A round "
            "that is not opened within 14 days lapses, unread."
        ),
    }
    return (
        _("The server stamps a ballot without seeing it. So it cannot know whose ballot it is."),
        _("The browser seals the answers before they leave the device. All have one size."),
        second[facts.cycle.second_key],
        _("All ballots of a round are opened together, and shuffled first."),
        _("Ballots, keys and the list of people are destroyed right after that."),
        _("The ballot box is rewritten in random order every working day."),
        _("Nothing is written down of when, from where or with what somebody answered."),
        _("No round opens on a server whose settings would keep what they should not."),
    )


def _fingerprint(asked: Round | None, locale: str) -> Section:
    heading = _("The eight words")
    if asked is None or asked.manifest_sha256 is None:
        nothing = _("No round of this cycle has opened yet. Its eight words will be here then.")
        return Section(name="words", heading=heading, parts=(Paragraph(text=nothing),))
    return Section(
        name="words",
        heading=heading,
        parts=(
            Paragraph(
                text=_(
                    "Round %(number)d, opened on %(day)s. Everybody who compares these words knows "
                    "that all got the same questions, numbers and keys.",
                    number=asked.number,
                    day=day(asked.opens_at),
                )
            ),
            Paragraph(text=" ".join(eight_words(asked.manifest_sha256, locale))),
            Paragraph(text=f"SHA-256: {asked.manifest_sha256}"),
        ),
    )


def _threats(facts: Facts) -> Section:
    return Section(
        name="threats",
        heading=_("Who could try to learn what"),
        parts=(
            Table(
                caption=_("Who can learn what"),
                head=(_("Who"), _("What they can learn"), _("What remains, or what helps")),
                rows=tuple(
                    (one.who, one.learns, one.remains) for one in threats(facts.cycle.privacy)
                ),
                widths=(3, 4, 4),
            ),
        ),
    )


def _attacks(facts: Facts) -> Section:
    heading = _("Attacks that were tried")
    if not facts.attacks:
        missing = _(
            "The results of the attacks are not with this release, so this dossier does not say "
            "how well it stood them. Ask whoever runs the software for a release that has them."
        )
        return Section(name="attacks", heading=heading, parts=(Paragraph(text=missing),))
    rows = tuple(
        (
            one.id,
            one.text[facts.locale],
            one.limit[facts.locale],
            one.sqlite,
            one.postgresql,
            _("Yes") if one.holds else _("No"),
        )
        for one in facts.attacks
    )
    return Section(
        name="attacks",
        heading=heading,
        parts=(
            Paragraph(
                text=_(
                    "The makers attack their own software, with both databases that it can use. "
                    "Measured on %(day)s.",
                    day=day(max(one.date for one in facts.attacks)),
                )
            ),
            Table(
                caption=heading,
                head=("", _("Attack"), _("May reach"), "SQLite", "PostgreSQL", _("Stands it")),
                rows=rows,
                widths=(2, 8, 7, 5, 5, 3),
            ),
        ),
    )
