"""How every command gets at the application."""

from __future__ import annotations

import click
from flask import Flask

from feedbackpulse import schema
from feedbackpulse.app import build_app
from feedbackpulse.config import ConfigurationError, Settings
from feedbackpulse.extensions import Runtime


def open_app(settings: Settings | None = None) -> tuple[Flask, Runtime]:
    """Return the application and what it was started with; settings come from the environment."""
    try:
        app = build_app(settings)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    runtime: Runtime = app.extensions["feedbackpulse"]
    return app, runtime


def open_upgraded_app(settings: Settings) -> tuple[Flask, Runtime]:
    """Return the application, after bringing its databases up to date."""
    app, runtime = open_app(settings)
    schema.upgrade(app)
    return app, runtime


def open_current_app() -> tuple[Flask, Runtime]:
    """Return the application, and refuse databases that this version was not written for."""
    app, runtime = open_app()
    if not schema.is_current(app):
        raise click.ClickException(
            "the databases are not up to date; run `feedbackpulse migrate` first"
        )
    return app, runtime
