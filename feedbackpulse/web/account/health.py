"""Whether the product can do its work."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from feedbackpulse.extensions import db, stores
from feedbackpulse.web.account.blueprint import blueprint


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Answer when both stores answer."""
    db.session.execute(select(1))
    with stores().box() as box:
        box.execute(select(1))
    return jsonify(status="ok")
