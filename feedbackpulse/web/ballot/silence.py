"""Mistakes on these pages are not written down.

A line in a log has a time. Beside another line with a time and a name it could say whose ballot
came when, and a traceback may hold what was sent. So whatever goes wrong here is only told to
whoever is there.
"""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.errors import show_error


@blueprint.errorhandler(Exception)
def keep_silent(error: Exception) -> ResponseReturnValue:
    """Answer without a line in any log."""
    known = error if isinstance(error, HTTPException) else InternalServerError()
    if request.endpoint == "ballot.cast":
        problem = "busy" if isinstance(known, InternalServerError) else "malformed"
        return jsonify(problem=problem), known.code or InternalServerError.code
    return show_error(known)
