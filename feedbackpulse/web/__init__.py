"""Pages, one sub-package for each group of people who use them."""

from __future__ import annotations

from flask import Flask

from feedbackpulse.web import (
    account,
    admin,
    adviser,
    ballot,
    council,
    employee,
    errors,
    guards,
    headers,
    hr,
    hurry,
    identity,
    language,
    lead,
    page,
    prepared,
    reading,
    session,
    trouble,
    watching,
)


def register(app: Flask) -> None:
    """Add all pages to the application."""
    hurry.register(app)
    reading.register(app)
    watching.register(app)
    trouble.register(app)
    guards.register(app)
    session.register(app)
    identity.register(app)
    language.register(app)
    page.register(app)
    prepared.register(app)
    for audience in (account, employee, ballot, lead, council, adviser, hr, admin):
        app.register_blueprint(audience.blueprint)
    app.register_blueprint(employee.leaver)
    errors.register(app)
    headers.register(app)
