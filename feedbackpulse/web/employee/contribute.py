"""Have your say: what everybody is asked about how we listen, and what came of it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations import service
from feedbackpulse.consultations.domain import (
    LONGEST_CONTRIBUTION,
    Consultation,
    ConsultationId,
    NotOpenError,
    ProposalState,
    Stage,
)
from feedbackpulse.consultations.proposals import list_proposals, wanted_by_me
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.people.directory import names_of
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.contribute_forms import ContributionForm
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.typed import plain


@blueprint.get("/contribute")
def contribute() -> str:
    """Show what is asked, what colleagues propose, and what came of all that was decided."""
    session, day = db.session(), today()
    proposals = list_proposals(session, on=day)
    consultations = service.list_consultations(session)
    return render_template(
        "employee/contribute/index.html",
        stages={one.id: one.stage(day).value for one in consultations},
        consultations=consultations,
        proposed=[one for one in proposals if one.state is ProposalState.OPEN],
        answered=[one for one in proposals if one.state is not ProposalState.OPEN],
        mine=wanted_by_me(session, keys=stores().keys, person_id=me().id, proposals=proposals),
        names=names_of(session, person_ids=[one.by for one in proposals if one.by]),
        catalogue=load_catalogue(),
    )


@blueprint.route("/contribute/<uuid:consultation_id>", methods=["GET", "POST"])
def consultation(consultation_id: UUID) -> ResponseReturnValue:
    """Show one question, take in what somebody thinks, and say what was decided."""
    found, form = _find(consultation_id), ContributionForm()
    if form.is_submitted() and found.stage(today()) is not Stage.OPEN:
        return _too_late(found)
    if form.validate_on_submit():
        return _take_in(found, form)
    page = render_template(
        "employee/contribute/consultation.html",
        asked=found,
        stage=found.stage(today()).value,
        form=form,
        longest=LONGEST_CONTRIBUTION,
        groups=service.groups_of(db.session(), consultation_id=found.id),
    )
    return page, 422 if form.errors else 200


def _take_in(found: Consultation, form: ContributionForm) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            service.contribute(
                session,
                consultation_id=found.id,
                body=form.body.data or "",
                on=today(),
                name_of=me().id if form.named.data else None,
            )
    except NotOpenError:
        return _too_late(found)
    flash(_("Thank you. HR reads it after the last day, together with all the rest."), "success")
    return redirect(url_for(".consultation", consultation_id=found.id))


def _too_late(found: Consultation) -> ResponseReturnValue:
    """Give back what somebody wrote while the question closed."""
    typed = plain(request.form.get("body"))[:LONGEST_CONTRIBUTION]
    page = render_template("employee/contribute/closed.html", asked=found, typed=typed)
    return page, 410


def _find(consultation_id: UUID) -> Consultation:
    wanted = ConsultationId(consultation_id)
    return service.find_consultation(db.session(), consultation_id=wanted) or abort(404)
