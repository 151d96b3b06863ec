"""Forms about one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from feedbackpulse.accounts.domain import PasswordProblem
from feedbackpulse.config import LOCALES
from feedbackpulse.people.domain import Theme
from feedbackpulse.web.choices import options
from feedbackpulse.web.language import LANGUAGE_NAMES

PROBLEMS = {
    PasswordProblem.TOO_SHORT: _l("Use at least 12 characters."),
    PasswordProblem.TOO_LONG: _l("Use at most 128 characters."),
    PasswordProblem.TOO_COMMON: _l(
        "This password is easy to guess. Use a few words that do not belong together."
    ),
}


class SignInForm(FlaskForm):
    """Sign in with an e-mail address and a password."""

    email = StringField(
        _l("E-mail address"), [InputRequired(_l("Fill in your e-mail address.")), Length(max=254)]
    )
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Fill in your password.")), Length(max=1000)]
    )

    def values(self) -> tuple[str, str]:
        """Return the address as we compare it, and the password; after validation only."""
        return (self.email.data or "").strip().casefold(), self.password.data or ""


class AskLinkForm(FlaskForm):
    """Ask for a link with which to choose a password."""

    email = StringField(
        _l("E-mail address"), [InputRequired(_l("Fill in your e-mail address.")), Length(max=254)]
    )

    def address(self) -> str:
        """Return the address as we compare it; after validation only."""
        return (self.email.data or "").strip().casefold()


class ChoosePasswordForm(FlaskForm):
    """Choose a new password with a link."""

    password = PasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), Length(max=1000)]
    )

    def chosen(self) -> str:
        """Return the new password; after validation only."""
        return self.password.data or ""

    def refuse(self, problem: PasswordProblem) -> None:
        """Say at the field what is wrong with the password."""
        self.password.errors = [str(PROBLEMS[problem])]


class ChangePasswordForm(ChoosePasswordForm):
    """Choose a new password, knowing the old one."""

    current = PasswordField(
        _l("Current password"),
        [InputRequired(_l("Fill in your current password.")), Length(max=1000)],
    )


class CodeForm(FlaskForm):
    """Type the code of a second step."""

    code = StringField(_l("Code"), [InputRequired(_l("Fill in the code.")), Length(max=100)])


class LookForm(FlaskForm):
    """Choose in which language and on what background to read."""

    locale = RadioField(
        _l("Language"),
        [InputRequired(_l("Choose a language."))],
        choices=options((locale, LANGUAGE_NAMES[locale]) for locale in LOCALES),
    )
    theme = RadioField(
        _l("Appearance"),
        [InputRequired(_l("Choose an appearance."))],
        choices=options(
            [
                (Theme.AUTO.value, _l("As on my device")),
                (Theme.LIGHT.value, _l("Light")),
                (Theme.DARK.value, _l("Dark")),
            ]
        ),
    )
