"""The page about the questions themselves: which are sound, and which may be rewritten."""

from __future__ import annotations

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RATED_SCALE
from feedbackpulse.extensions import db
from feedbackpulse.insight.agreement import FEWEST_UNITS
from feedbackpulse.release.coherence import STATISTICS_FROM
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.quality import CEILING, MANY_DO_NOT_KNOW, qualities
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.team.whole import percent


@blueprint.get("/results/questions")
def questions_quality() -> str:
    """Show how good the questions are, topic by topic."""
    session, catalogue, locale = db.session(), load_catalogue(), str(get_locale())
    rounds = released_rounds(session)
    found = qualities(session, rounds=rounds, catalogue=catalogue, locale=locale)
    labels = catalogue.scales[RATED_SCALE].labels
    return render_template(
        "hr/questions/quality.html",
        topics=found,
        options={str(step): label.in_(locale) for step, label in labels.items()},
        fewest_units=FEWEST_UNITS,
        ceiling=percent(CEILING),
        many=percent(MANY_DO_NOT_KNOW),
        fewest_answers=STATISTICS_FROM,
    )
