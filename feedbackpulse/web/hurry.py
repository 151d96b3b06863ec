"""Let nobody wait for a database without an end while they wait for a page.

And when the database dies after the page was made, the page is sent all the same.
"""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g
from sqlalchemy.exc import DBAPIError

from feedbackpulse.extensions import db
from feedbackpulse.patience import FOR_A_PAGE, patient_for


def register(app: Flask) -> None:
    """Be less patient as long as a request lasts."""
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    g.hurry = ExitStack()
    g.hurry.enter_context(patient_for(FOR_A_PAGE))


def _end(_error: BaseException | None) -> None:
    try:
        db.session.remove()
    except DBAPIError:  # nothing was left to save: a connection is only given back here
        db.session.registry.clear()
    if hurry := g.pop("hurry", None):
        hurry.close()
