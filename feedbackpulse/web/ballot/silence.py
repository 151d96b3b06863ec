"""Mistakes on these pages are not written down, and troubles around us are told as everywhere.

A line in a log has a time. Beside another line with a time and a name it could say whose ballot
came when, and a traceback may hold what was sent. So whatever goes wrong here is only told to
whoever is there.
"""

from __future__ import annotations

from typing import Final

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from feedbackpulse.extensions import standing
from feedbackpulse.troubles import Trouble
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.trouble import show_trouble

_WITHOUT_PAGE: Final = {"ballot.cast", "ballot.signal_send"}
"""What a script asks, and reads the answer of."""


@blueprint.errorhandler(Exception)
def keep_silent(error: Exception) -> ResponseReturnValue:
    """Answer without a line in any log."""
    trouble = standing().trouble_of(error)
    if trouble is not None and request.endpoint not in _WITHOUT_PAGE:
        return show_trouble(trouble)
    known = _known(error, trouble)
    if request.endpoint in _WITHOUT_PAGE:
        is_ours = isinstance(known, InternalServerError | ServiceUnavailable)
        return jsonify(problem="busy" if is_ours else "malformed"), known.code or 500
    return show_error(known)


def _known(error: Exception, trouble: Trouble | None) -> HTTPException:
    if isinstance(error, HTTPException):
        return error
    return InternalServerError() if trouble is None else ServiceUnavailable()
