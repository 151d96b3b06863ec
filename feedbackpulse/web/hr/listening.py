"""HR reads how well the organisation itself listens: what everybody reads too."""

from __future__ import annotations

from flask import render_template

from feedbackpulse.extensions import db
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.listening import find_listening


@blueprint.get("/listening")
def listening() -> str:
    """Show the figures about listening, of everybody together."""
    return render_template(
        "hr/listening/listening.html", listening=find_listening(db.session(), today=today())
    )
