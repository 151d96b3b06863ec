"""A tablet that many people share: a code, the questions, thanks, and a clean start for the next.

It is the way of a card in larger letters, on pages that clear themselves. Nothing is kept on the
tablet: no cookie, no draft, no page in a cache.
"""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedbackpulse.web.ballot.answer import take_answers
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.enter import look_up
from feedbackpulse.web.ballot.way import Way


@blueprint.route("/kiosk", methods=["GET", "POST"])
def kiosk() -> ResponseReturnValue:
    """Ask for a code on a shared tablet; a right one leads to the questions."""
    way = Way.of_kiosk()
    if request.method == "GET":
        return _clearing(way, _page(way))
    found = look_up(way)
    if isinstance(found, str):
        return _clearing(way, (_page(way, typed=request.form.get("code", ""), problem=found), 422))
    return _clearing(way, found)


@blueprint.route("/kiosk/answer", methods=["GET", "POST"])
def kiosk_answer() -> ResponseReturnValue:
    """Send what was filled in on a shared tablet."""
    way = Way.of_kiosk()
    if request.method == "GET":  # somebody kept the address
        return redirect(way.start())
    return _clearing(way, take_answers(way))


def _page(way: Way, *, typed: str = "", problem: str | None = None) -> str:
    return render_template("ballot/kiosk/code.html", way=way, typed=typed[:40], problem=problem)


def _clearing(way: Way, page: ResponseReturnValue) -> ResponseReturnValue:
    response = make_response(page)
    for name, value in way.headers().items():
        response.headers.setdefault(name, value)
    return response
