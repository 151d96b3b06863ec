"""What somebody asked for: a link to sign in, or to choose a password."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.page import moment


def sign_in(link: str, until: datetime) -> Message:
    """Bring a link to sign in with."""
    return Message(
        subject=_("Your link to sign in"),
        heading=_("Sign in"),
        says=(
            _("With this link you sign in, once, until %(moment)s.", moment=moment(until)),
            _("You need no password."),
        ),
        button=_("Sign in"),
        link=link,
        promise=_("This link is for you only: do not pass it on."),
        rest=_not_you(),
        has_settings=False,
    )


def password(link: str, until: datetime) -> Message:
    """Bring a link to choose a password with."""
    return Message(
        subject=_("Choose your password"),
        heading=_("Choose your password"),
        says=(
            _(
                "With this link you choose a password, once, until %(moment)s.",
                moment=moment(until),
            ),
            _("It takes about one minute."),
        ),
        button=_("Choose a password"),
        link=link,
        promise=_("Nobody else sees your password. This link is for you only: do not pass it on."),
        rest=_not_you(),
        has_settings=False,
    )


def second_step(link: str) -> Message:
    """Tell somebody that their second step changed, in case it was not they who did it."""
    return Message(
        subject=_("Your second step at signing in changed"),
        heading=_("Your second step at signing in changed"),
        says=(
            _("It was set up, replaced or taken away just now."),
            _("Was that you, or did you ask an administrator for it? Then all is well."),
            _("Was it not? Tell your administrator today, and choose another password."),
        ),
        button=_("To my second step"),
        link=link,
        promise=_("This mail has no code in it, and we never ask for one by mail."),
        rest=(_("You get this mail because it is about your account."),),
        has_settings=False,
    )


def _not_you() -> tuple[str, ...]:
    return (
        _("You get this mail because somebody asked for it with your address."),
        _("Was that not you? Then do nothing, and nothing happens."),
    )
