"""Pages, one sub-package for each group of people who use them."""

from __future__ import annotations

from flask import Flask

from feedbackpulse.web import (
    account,
    admin,
    employee,
    errors,
    guards,
    headers,
    hr,
    identity,
    language,
    lead,
    page,
)


def register(app: Flask) -> None:
    """Add all pages to the application."""
    guards.register(app)
    identity.register(app)
    language.register(app)
    page.register(app)
    for audience in (account, employee, lead, hr, admin):
        app.register_blueprint(audience.blueprint)
    errors.register(app)
    headers.register(app)
