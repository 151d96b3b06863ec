"""Propose a question, and say of others' that one wants them too: nobody sees who did."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations.domain import (
    ConsultationNotFoundError,
    NotOpenError,
    ProposalId,
)
from feedbackpulse.consultations.proposals import propose, set_vote
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.contribute_forms import ProposalForm
from feedbackpulse.web.identity import me, today


@blueprint.route("/contribute/propose", methods=["GET", "POST"])
def propose_question() -> ResponseReturnValue:
    """Ask which question somebody would like to be asked, and keep it."""
    form = ProposalForm.of(load_catalogue())
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            propose(
                session,
                body=form.body.data or "",
                why=form.why.data or "",
                checkpoint=form.checkpoint.data or None,
                on=today(),
                by=me().id if form.named.data else None,
            )
        flash(_("Thank you. Everybody can read your question from tomorrow on."), "success")
        return redirect(url_for(".contribute"))
    page = render_template("employee/propose/propose.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/contribute/proposals/<uuid:proposal_id>")
def want_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Keep that somebody wants a question too, or that they no longer do."""
    wants = request.form.get("wants") == "yes"
    if not FlaskForm().validate_on_submit():
        abort(400)
    try:
        with transaction(db.session()) as session:
            set_vote(
                session,
                keys=stores().keys,
                proposal_id=ProposalId(proposal_id),
                person_id=me().id,
                wants=wants,
                on=today(),
            )
    except ConsultationNotFoundError:
        abort(404)
    except NotOpenError:
        flash(_("This was decided meanwhile. Nothing was counted."), "error")
    else:
        flash(_("Noted. Numbers change once a night.") if wants else _("Taken back."), "success")
    return redirect(url_for(".contribute"))
