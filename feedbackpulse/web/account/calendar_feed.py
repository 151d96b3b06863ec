"""The calendar of rounds, for programs that know its address. It says nothing about anybody."""

from __future__ import annotations

from flask import abort, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.config import LOCALES
from feedbackpulse.cycles.feed import feed_rounds
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.programme.service import is_feed_token
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.feed import calendar_of


@blueprint.get("/calendar/<token>.ics")
def calendar_feed(token: str) -> ResponseReturnValue:
    """Send the calendar, in the language of its address; nothing when nothing changed."""
    session, settings = db.session(), current_settings()
    if not is_feed_token(session, token=token):
        abort(404)
    language = request.args.get("language", "")
    rounds = feed_rounds(session, catalogue=load_catalogue(), now=clock.now())
    with force_locale(language if language in LOCALES else settings.default_locale):
        response = make_response(calendar_of(rounds, organisation=settings.organisation))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="rounds.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)
