"""The invitation to a round, and its reminder, which everybody gets in the same words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import (
    Occasion,
    about_minutes,
    because_of_you,
    when_we_write,
    who_sees,
)
from feedbackpulse.web.page import moment


def invitation(occasion: Occasion, link: str) -> Message:
    """Invite somebody to a round."""
    return Message(
        subject=_("%(title)s: will you take part?", title=occasion.title),
        heading=_("Will you take part?"),
        says=(
            _(
                "“%(title)s” is open until %(moment)s.",
                title=occasion.title,
                moment=moment(occasion.closes_at),
            ),
            about_minutes(occasion),
            *_slowed(occasion),
            *because_of_you(occasion),
        ),
        items=occasion.changed,
        button=_("Go to the questions"),
        link=link,
        promise=who_sees(occasion),
        words=occasion.words,
        rest=(_yours(), _reminders(occasion), when_we_write(occasion.quiet)),
    )


def reminder(occasion: Occasion, link: str) -> Message:
    """Remind somebody of a round, without knowing whether they answered."""
    return Message(
        subject=_("%(title)s: still open", title=occasion.title),
        heading=_("There is still time"),
        says=(
            _(
                "“%(title)s” is open until %(moment)s.",
                title=occasion.title,
                moment=moment(occasion.closes_at),
            ),
            about_minutes(occasion),
            _("You may have answered already; we do not know that. So everybody gets this mail."),
            _("Did you answer? Then you need not do anything."),
        ),
        button=_("Go to the questions"),
        link=link,
        promise=who_sees(occasion),
        words=occasion.words,
        rest=(_yours(), when_we_write(occasion.quiet)),
    )


def _slowed(occasion: Occasion) -> tuple[str, ...]:
    if not occasion.slowed:
        return ()
    said = _("From now on we ask half as often: twice, fewer than half of us took part.")
    return (str(said),)


def _yours() -> str:
    return str(_("This link is yours. Do not pass it on: whoever has it can answer in your place."))


def _reminders(occasion: Occasion) -> str:
    if not occasion.reminders:
        return str(_("You get no reminder."))
    return str(
        ngettext(
            "Everybody gets %(num)s reminder.",
            "Everybody gets %(num)s reminders.",
            occasion.reminders,
        )
    )
