"""What we keep, who sees what, and what we cannot prevent, in plain words."""

from __future__ import annotations

from flask import render_template

from feedbackpulse.cycles.domain import Privacy
from feedbackpulse.extensions import current_settings
from feedbackpulse.web.account.blueprint import blueprint


@blueprint.get("/privacy")
def privacy() -> str:
    """Explain the promise, with the numbers that hold here."""
    return render_template(
        "account/privacy/index.html",
        numbers=Privacy(),
        session_days=current_settings().session_days,
    )
