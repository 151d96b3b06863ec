"""Vote in a talk of a team with a phone, without a name: no sign-in, no cookie.

The phone keeps a random ticket, so that it has one vote and may change it. The server keeps a hash
of the ticket and what was chosen, sealed, until the vote is closed.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.exc import OperationalError

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.team_sessions.domain import Refusal, TeamSession
from feedbackpulse.team_sessions.service import find_with_code, tidied
from feedbackpulse.team_sessions.voting import take_vote
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.session_words import asked_in

_TICKET: Final = re.compile(r"[0-9a-f]{32}")
_LONGEST: Final = 16
"""How much of a code is looked at, or shown again."""


@blueprint.get("/vote")
def find_vote() -> ResponseReturnValue:
    """Ask for the code on the projector."""
    typed = request.args.get("code")
    if typed is None:
        return render_template("ballot/vote/code.html", is_wrong=False, code="")
    if code := tidied(typed)[:_LONGEST]:
        return redirect(url_for(".vote", code=code, lang=str(get_locale())))
    return _not_found("")


@blueprint.route("/vote/<code>", methods=["GET", "POST"])
def vote(code: str) -> ResponseReturnValue:
    """Show what is voted on now, and take what a phone chose."""
    talk = find_with_code(db.session(), code=code, now=clock.now())
    if talk is None:
        return _not_found(tidied(code)[:_LONGEST])
    if request.method == "POST":
        return _take(talk)
    return _page(talk, _ticket()) if talk.voting else _wait(talk)


def _take(talk: TeamSession) -> ResponseReturnValue:
    ticket = _ticket()
    try:
        with transaction(db.session()) as session:
            refused = take_vote(
                session,
                keys=stores().keys,
                code=talk.code,
                step=request.form.get("step", -1, type=int),
                ticket=ticket,
                given=request.form,
                now=clock.now(),
            )
    except OperationalError:
        return _page(talk, ticket, problem="busy"), 503
    if refused is Refusal.NOT_OPEN:
        return _wait(talk, is_late=True), 409
    if refused is not None:
        return _page(talk, ticket, problem=refused.value), 422
    return _page(talk, ticket, is_taken=True)


def _ticket() -> str:
    """Return the ticket that the phone sent along, or a new one."""
    sent = request.form.get("ticket", "")
    return sent if _TICKET.fullmatch(sent) else secrets.token_hex(16)


def _page(talk: TeamSession, ticket: str, *, problem: str = "", is_taken: bool = False) -> str:
    return render_template(
        "ballot/vote/vote.html",
        talk=talk,
        asked=asked_in(talk),
        given=request.form,
        ticket=ticket,
        problem=problem,
        is_taken=is_taken,
    )


def _wait(talk: TeamSession, *, is_late: bool = False) -> str:
    return render_template("ballot/vote/wait.html", talk=talk, is_late=is_late)


def _not_found(code: str) -> ResponseReturnValue:
    return render_template("ballot/vote/code.html", is_wrong=True, code=code), 404
