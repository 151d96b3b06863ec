"""Type in the code of a printed card."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.extensions import stores
from feedbackpulse.roster.cards import CodeRefusal, find_card
from feedbackpulse.web.ballot.answer import show_form, show_refused
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.way import Way
from feedbackpulse.web.pulse_form import blank


@blueprint.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for a code; a right one leads to the questions, without an address of its own.

    A code that is not known gets the same answer whether there never was one, it was made void,
    or its round is burnt.
    """
    way = Way()
    if request.method == "GET":
        return _page(way)
    found = look_up(way)
    if isinstance(found, str):
        return _page(way, typed=request.form.get("code", ""), problem=found), 422
    return found


def look_up(way: Way) -> Response | str:
    """Return the page that the code in the form leads to, or what is wrong with the code.

    Who comes with a used code hears thanks: it is no mistake to come twice.
    """
    typed = request.form.get("code", "")
    found = find_card(stores(), code=typed, now=clock.now())
    if found is None:
        return _what_to_check(typed)
    if found.refusal is CodeRefusal.SPENT:
        page, _status = show_refused(way, found.refusal, found.round)
        return make_response(page)
    if found.refusal is not None:
        return make_response(show_refused(way, found.refusal, found.round))
    return make_response(show_form(way, found, code=typed, filled=blank()))


def _what_to_check(typed: str) -> str:
    if not typed.strip():
        return str(_("Fill in the code on your card."))
    return str(_("This code does not work. Compare it with your card, one character at a time."))


def _page(way: Way, *, typed: str = "", problem: str | None = None) -> str:
    return render_template("ballot/enter/code.html", way=way, typed=typed[:40], problem=problem)
