"""That something waits to be read: not what, from whom, through what, or how much."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import when_we_write


def something_waits(quiet: QuietHours) -> Message:
    """Tell who reads for others that something waits for them."""
    return Message(
        subject=_("Something waits for you"),
        heading=_("Something waits for you"),
        says=(_("There is something new for you to read. Sign in to see it."),),
        button=_("Sign in and read"),
        link=address_of("employee.home"),
        promise=_("This mail does not say what it is, who it is from, or how much there is."),
        rest=(_("You get a mail like this once a day at most."), when_we_write(quiet)),
    )


def answer_waits(quiet: QuietHours) -> Message:
    """Tell somebody that there is an answer for them."""
    return Message(
        subject=_("There is an answer for you"),
        heading=_("There is an answer for you"),
        says=(_("Somebody wrote back to you. Sign in to read it."),),
        button=_("Sign in and read"),
        link=address_of("employee.home"),
        promise=_("This mail does not say what it is about, or who wrote it."),
        rest=(_("You get a mail like this once a day at most."), when_we_write(quiet)),
    )
