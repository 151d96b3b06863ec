"""The forms of the seal: a passphrase to make it, and what opens it again."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from feedbackpulse.accounts.domain import PasswordProblem

PROBLEMS = {
    PasswordProblem.TOO_SHORT: _l("Use at least 12 characters."),
    PasswordProblem.TOO_LONG: _l("Use at most 128 characters."),
    PasswordProblem.TOO_COMMON: _l(
        "This passphrase is easy to guess. Use a few words that do not belong together."
    ),
}
_LONGEST = 1000


class SealForm(FlaskForm):
    """Choose a passphrase, knowing what it means to lose it."""

    passphrase = PasswordField(
        _l("Your passphrase"), [InputRequired(_l("Choose a passphrase.")), Length(max=_LONGEST)]
    )
    again = PasswordField(
        _l("The same passphrase again"),
        [InputRequired(_l("Fill in your passphrase again.")), Length(max=_LONGEST)],
    )
    understood = BooleanField(
        _l("I understand: who loses both the passphrase and the recovery code loses everything."),
        [InputRequired(_l("Tick this, so that we know you read it."))],
    )

    def chosen(self) -> str:
        """Return the passphrase; after validation only."""
        return self.passphrase.data or ""

    def are_the_same(self) -> bool:
        """Say whether both fields hold the same, and tell it at the second when not."""
        if self.passphrase.data == self.again.data:
            return True
        self.again.errors = [_("This is not the same passphrase. Fill in both again.")]
        return False

    def refuse(self, problem: PasswordProblem) -> None:
        """Say at the field what is wrong with the passphrase."""
        self.passphrase.errors = [str(PROBLEMS[problem])]


class UnlockForm(FlaskForm):
    """Open a sealed notebook with its passphrase."""

    passphrase = PasswordField(
        _l("Your passphrase"), [InputRequired(_l("Fill in your passphrase.")), Length(max=_LONGEST)]
    )

    def refuse(self) -> None:
        """Say that it does not fit."""
        self.passphrase.errors = [_("This passphrase does not open your notebook. Try it again.")]


class RecoveryForm(FlaskForm):
    """Open a sealed notebook with its recovery code."""

    code = StringField(
        _l("Your recovery code"),
        [InputRequired(_l("Fill in your recovery code.")), Length(max=_LONGEST)],
    )

    def refuse(self) -> None:
        """Say that it does not fit."""
        self.code.errors = [_("This code does not open your notebook. Check each sign.")]
