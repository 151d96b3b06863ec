"""The codes of an open round as a text file, for whoever sends messages to phones themselves."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.extensions import db, stores
from feedbackpulse.reports.code_lines import CodeGroup, code_lines
from feedbackpulse.roster.cards import make_cards
from feedbackpulse.web.cards import card_address, card_units
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.team.words import unit_name


@blueprint.route("/rounds/<uuid:round_id>/codes", methods=["GET", "POST"])
def codes(round_id: UUID) -> ResponseReturnValue:
    """Make the codes of a round as a file, after saying what that asks of who sends them."""
    found = find_round(db.session(), round_id=RoundId(round_id)) or abort(404)
    if found.state is not RoundState.OPEN:
        flash(_("Codes are made while a round is open."), "error")
        return redirect(url_for(".round", round_id=found.id))
    form, units, address = ConfirmForm(), card_units(found), card_address()
    if units and address and form.validate_on_submit():
        return _file(found, address)
    return render_template("hr/codes/confirm.html", asked=found, units=units, address=address)


def _file(asked: Round, address: str) -> Response:
    """Return the codes, made anew: they are kept nowhere."""
    sheets = make_cards(stores(), round_id=asked.id)
    groups = [CodeGroup(name=unit_name(one.unit, one.unit_name), codes=one.codes) for one in sheets]
    response = Response(code_lines(groups, address=address), mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    response.headers.set("Content-Disposition", "attachment", filename=f"codes-{asked.number}.txt")
    return response
