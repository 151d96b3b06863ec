"""The printed cards of an open round."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.extensions import db
from feedbackpulse.web.cards import card_address, card_units, print_cards
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm


@blueprint.route("/rounds/<uuid:round_id>/cards", methods=["GET", "POST"])
def cards(round_id: UUID) -> ResponseReturnValue:
    """Make the cards of a round, after saying what that does to earlier ones."""
    found = find_round(db.session(), round_id=RoundId(round_id)) or abort(404)
    if found.state is not RoundState.OPEN:
        flash(_("Cards are made while a round is open."), "error")
        return redirect(url_for(".round", round_id=found.id))
    form, units, address = ConfirmForm(), card_units(found), card_address()
    if units and address and form.validate_on_submit():
        return print_cards(found, address=address)
    return render_template("hr/cards/confirm.html", asked=found, units=units, address=address)
