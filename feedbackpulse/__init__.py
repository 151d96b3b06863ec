"""Listening to the people of an organisation.

Importing this package stays cheap and needs nothing installed, on any Python 3: the
start-up code that prepares an environment imports it too.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from feedbackpulse.config import Settings

__version__ = "0.1.0"


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Build the web application (`flask --app feedbackpulse` finds this name)."""
    from flask.cli import NoAppException

    from feedbackpulse.app import build_app
    from feedbackpulse.config import ConfigurationError

    try:
        return build_app(settings)
    except ConfigurationError as error:
        raise NoAppException(str(error)) from error
