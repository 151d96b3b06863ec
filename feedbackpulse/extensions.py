"""Flask extensions, created here and bound to the application in `app.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from feedbackpulse.accounts.domain import Lifetime
from feedbackpulse.accounts.proving import Proving
from feedbackpulse.config import Settings
from feedbackpulse.database import Stores
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.metadata import metadata
from feedbackpulse.standing import Standing

# Tables inherit from feedbackpulse.database.Base, not db.Model, so that they can be
# imported without Flask; sharing the metadata is all Flask-SQLAlchemy needs.
db = SQLAlchemy(metadata=metadata)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


@dataclass(frozen=True, kw_only=True, slots=True)
class Runtime:
    """What one application was started with."""

    settings: Settings
    stores: Stores
    hints: Hints
    standing: Standing

    @property
    def lifetime(self) -> Lifetime:
        """How long somebody stays signed in here."""
        return Lifetime(
            idle=timedelta(hours=self.settings.session_idle_hours),
            absolute=timedelta(days=self.settings.session_days),
        )


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["feedbackpulse"]
    return runtime


def current_settings() -> Settings:
    """Return the settings of the running application."""
    return _runtime().settings


def lifetime() -> Lifetime:
    """Return how long somebody stays signed in here."""
    return _runtime().lifetime


def proving() -> Proving:
    """Return what somebody of HR, or an administrator, has to show here."""
    return Proving(twice=_runtime().settings.asks_second_factor)


def wake_a_worker() -> None:
    """Let a job begin that was just committed, instead of in the next minute."""
    _runtime().hints.leave()


def standing() -> Standing:
    """Return what is known of whether both stores can be worked with."""
    return _runtime().standing


def stores() -> Stores:
    """Return both stores of the running application."""
    return _runtime().stores
