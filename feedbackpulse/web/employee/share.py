"""Where everybody can bring something up on any day: who reads it is said before anything else."""

from __future__ import annotations

from typing import Final

from flask import render_template

from feedbackpulse.extensions import db, stores
from feedbackpulse.signals.conversations import shown_ideas
from feedbackpulse.signals.domain import DAYS_TO_ANSWER, SignalKind
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.signal_door import open_door
from feedbackpulse.web.signal_words import kind_words

MOST_IDEAS: Final = 10


@blueprint.get("/share")
def share() -> str:
    """Show what can be brought up, with or without a name, and ideas that others may read."""
    ideas = shown_ideas(db.session(), keys=stores().keys, today=today())
    return render_template(
        "employee/share/hub.html",
        kinds=[(kind, kind_words(kind)) for kind in SignalKind],
        days=DAYS_TO_ANSWER,
        door=open_door(),
        ideas=ideas[:MOST_IDEAS],
    )
