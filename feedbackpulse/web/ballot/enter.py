"""Type in the code of a printed card."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.extensions import stores
from feedbackpulse.roster.cards import find_card
from feedbackpulse.web.ballot.answer import show_form, show_refused
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.pulse_form import blank


@blueprint.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for a code; a right one leads to the questions, without an address of its own.

    A code that is not known gets the same answer whether there never was one, it was made void,
    or its round is burnt.
    """
    if request.method == "GET":
        return _page(typed="", problem=None)
    typed = request.form.get("code", "")
    found = find_card(stores(), code=typed, now=clock.now())
    if found is not None and found.refusal is not None:
        return show_refused(found.refusal, found.round)
    if found is not None:
        return show_form(found, code=typed, filled=blank())
    return _page(typed=typed[:40], problem=_what_to_check(typed)), 422


def _what_to_check(typed: str) -> str:
    if not typed.strip():
        return str(_("Fill in the code on your card."))
    return str(_("This code does not work. Compare it with your card, one character at a time."))


def _page(*, typed: str, problem: str | None) -> str:
    return render_template("ballot/enter/code.html", typed=typed, problem=problem)
