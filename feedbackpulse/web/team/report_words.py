"""Sentences that must travel with the numbers, wherever a file goes."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from feedbackpulse.insight.change import Verdict
from feedbackpulse.web.page import sentence
from feedbackpulse.web.team.verdicts import say_verdict
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.words import say_list


def report_title(page: TeamPage) -> str:
    """Return what a report about a unit is called."""
    return str(_("Results of %(unit)s", unit=page.name))


def page_word() -> str:
    """Return what a page of paper is called."""
    return str(_("page"))


def about_numbers() -> tuple[str, ...]:
    """Return how to read the numbers, and what is left out."""
    return (
        str(_("Levels run from 1 to 5. Higher is better.")),
        str(
            _(
                "Not everybody answered, and a day can be good or bad. So we estimate the level of "
                "the whole team. The bar holds it more than 9 times out of 10."
            )
        ),
        str(
            _(
                "“Or higher” and “or lower”: an exact number would give away answers. "
                "So we show one end of it."
            )
        ),
        str(_("We show nothing where too few people answered. That is a promise, not a mistake.")),
        str(_("We say that a level changed only when a test says so. Else it can be chance.")),
        str(_("Comments are not in this file. They stay on the page.")),
    )


def how_to_read(page: TeamPage) -> str:
    """Return what the shapes in the pictures are, also for who prints them without colour."""
    told = [_("Dot: the level. Band or bar around it: where the real level most likely is.")]
    if not page.is_whole_organisation:
        told.append(_("Dotted line or small mark: the whole organisation."))
    told.append(_("Striped: there is no number, or only one end of it is known."))
    return " ".join(map(str, told))


def in_short(page: TeamPage) -> tuple[str, ...]:
    """Return the sentences that come first: what went up, down, or stayed, when that was tested."""
    if page.is_silent:
        return silence(page)
    return tuple(_in_short(page))


def _in_short(page: TeamPage) -> Iterator[str]:
    found = page.claims
    for claim in (*found.first, *found.more):
        moved = claim.verdict is not Verdict.STEADY
        verdict = f"{sentence(say_verdict(claim.verdict))}. " if moved else ""
        yield f"{claim.topic.title}: {verdict}{claim.sentence}"
    if found.first and found.untold:
        topics = say_list(topic.title for topic in found.untold)
        yield str(_("No change that we can tell: %(topics)s.", topics=topics))
    if found.nothing:
        yield found.nothing
    if found.visible:
        yield found.visible
    if page.count and page.count.is_low:
        yield str(_("Fewer than half. People who did not answer may see it differently."))


def silence(page: TeamPage) -> tuple[str, ...]:
    """Return why a small team sees no numbers, and what it can do."""
    if page.counted_in:
        why = _(
            "This team is small. That is why we do not show numbers for it by itself. "
            "In a small team, a number could show what one person answered."
        )
    else:
        why = _("With so few answers, a number could show what one person answered.")
    return (
        str(why),
        str(
            _(
                "You do not need a number to talk. What goes well when you listen to each other? "
                "What would you like to try?"
            )
        ),
    )


def to_talk_about() -> tuple[str, ...]:
    """Return what a team can ask itself."""
    return (
        str(_("What do we recognise? What surprises us?")),
        str(_("What goes well? How do we keep that?")),
        str(_("What small step do we try, and who begins?")),
        str(_("When do we look back at it?")),
        str(_("Never ask who answered what.")),
    )
