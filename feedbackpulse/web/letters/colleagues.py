"""The mails about colleagues who look back with each other. They name nobody and say nothing of it."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import when_we_write


def asked_by_colleague(quiet: QuietHours) -> Message:
    """Tell somebody that a colleague asks them something."""
    return Message(
        subject=_("A colleague asks you something"),
        heading=_("A colleague asks you to look back together"),
        says=(
            _("It takes a few minutes, and it is about what you have seen."),
            _("You see who asks, and until when, after you sign in."),
        ),
        button=_("Look at it"),
        link=address_of("employee.for_colleagues"),
        promise=_("You may decline. Nobody is told whether you answered or declined."),
        rest=(_("This is the only mail about it."), when_we_write(quiet)),
    )


def colleagues_looked_back(quiet: QuietHours) -> Message:
    """Tell somebody that the day has come on which they can read what they asked for."""
    return Message(
        subject=_("The day that you chose is here"),
        heading=_("You can read what you asked colleagues"),
        says=(_("You asked colleagues to look back with you. Now it is open, for you alone."),),
        button=_("To my own page"),
        link=address_of("employee.peers"),
        promise=_("Only you can see that page. Nobody is told whether you open it."),
        rest=(_("This is the only mail about it."), when_we_write(quiet)),
    )
