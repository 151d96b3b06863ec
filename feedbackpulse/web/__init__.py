"""Pages, one sub-package for each group of people who use them."""

from __future__ import annotations

from flask import Flask

from feedbackpulse.web import (
    account,
    admin,
    ballot,
    council,
    employee,
    errors,
    guards,
    headers,
    hr,
    identity,
    language,
    lead,
    page,
    session,
)


def register(app: Flask) -> None:
    """Add all pages to the application."""
    guards.register(app)
    session.register(app)
    identity.register(app)
    language.register(app)
    page.register(app)
    for audience in (account, employee, ballot, lead, council, hr, admin):
        app.register_blueprint(audience.blueprint)
    errors.register(app)
    headers.register(app)
