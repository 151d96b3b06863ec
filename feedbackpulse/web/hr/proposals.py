"""Questions that employees propose: decide about each, and say why."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations.domain import NotOpenError, Proposal, ProposalId, ProposalState
from feedbackpulse.consultations.proposals import (
    decide_proposal,
    destroy_spent_keys,
    find_proposal,
    list_proposals,
)
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.people.directory import names_of
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.consultation_forms import VerdictForm
from feedbackpulse.web.identity import today


@blueprint.get("/proposals")
def proposals() -> str:
    """Show what employees would like to be asked, most wanted first."""
    session = db.session()
    every = list_proposals(session, on=today())
    return render_template(
        "hr/proposals/index.html",
        waiting=[one for one in every if one.state is ProposalState.OPEN],
        decided=[one for one in every if one.state is not ProposalState.OPEN],
        names=names_of(session, person_ids=[one.by for one in every if one.by]),
        catalogue=load_catalogue(),
    )


@blueprint.route("/proposals/<uuid:proposal_id>", methods=["GET", "POST"])
def proposal(proposal_id: UUID) -> ResponseReturnValue:
    """Show one proposal, and decide about it."""
    found, form = _find(proposal_id), VerdictForm()
    if found.state is ProposalState.OPEN and form.validate_on_submit():
        return _decide(found, form)
    page = render_template(
        "hr/proposals/proposal.html",
        proposal=found,
        form=form,
        names=names_of(db.session(), person_ids=[found.by] if found.by else []),
        catalogue=load_catalogue(),
    )
    return page, 422 if form.errors else 200


def _decide(found: Proposal, form: VerdictForm) -> ResponseReturnValue:
    state = ProposalState(form.state.data)
    try:
        with transaction(db.session()) as session:
            decide_proposal(
                session, proposal_id=found.id, state=state, reason=form.said(), on=today()
            )
    except NotOpenError:
        flash(_("A colleague decided about this meanwhile."), "error")
        return redirect(url_for(".proposals"))
    destroy_spent_keys(db.session(), keys=stores().keys)
    flash(_("Everybody can read what you decided, and why."), "success")
    if state is ProposalState.ACCEPTED:
        return redirect(url_for(".add_own_item", proposal=found.id))
    return redirect(url_for(".proposals"))


def _find(proposal_id: UUID) -> Proposal:
    wanted = ProposalId(proposal_id)
    return find_proposal(db.session(), proposal_id=wanted, on=today()) or abort(404)
