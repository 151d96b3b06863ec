"""Ask everybody about how we listen: read it after the last day, sort it, decide and say why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.consultations import service
from feedbackpulse.consultations.domain import (
    LONGEST_DECISION,
    Consultation,
    ConsultationId,
    Contribution,
    ContributionId,
    Group,
    GroupId,
    NotOpenError,
    NotSortedError,
    Stage,
    StillOpenError,
    is_sorted,
    used,
)
from feedbackpulse.database import one_at_a_time, transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.directory import names_of
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.consultation_forms import DecisionForm, GroupForm, QuestionForm
from feedbackpulse.web.identity import today
from feedbackpulse.web.typed import plain


@blueprint.get("/consultations")
def consultations() -> str:
    """Show every question to everybody: what is open, what waits for a decision, what is decided."""
    day, every = today(), service.list_consultations(db.session())
    return render_template(
        "hr/consultations/index.html",
        by_stage={
            stage.value: [one for one in every if one.stage(day) is stage] for stage in Stage
        },
    )


@blueprint.route("/consultations/new", methods=["GET", "POST"])
def ask_everybody() -> ResponseReturnValue:
    """Write a question to everybody, and open it today."""
    day = today()
    form = QuestionForm.on(day)
    if form.validate_on_submit():
        asked = _ask(form, day)
        flash(_("It is open. Everybody can have their say."), "success")
        return redirect(url_for(".consultation", consultation_id=asked.id))
    page = render_template("hr/consultations/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


def _ask(form: QuestionForm, on: date) -> Consultation:
    """Open what was filled in; what is sent twice is asked once."""
    title, question = form.title.data or "", form.question.data or ""
    closes_on = form.closes_on.data or on
    with transaction(db.session()) as session:
        one_at_a_time(session, "consultation")
        for one in service.open_now(session, on=on):
            if (one.title, one.question, one.closes_on) == (title, question, closes_on):
                return one
        return service.open_consultation(
            session, title=title, question=question, closes_on=closes_on, on=on
        )


@blueprint.route("/consultations/<uuid:consultation_id>", methods=["GET", "POST"])
def consultation(consultation_id: UUID) -> ResponseReturnValue:
    """Show a question and, after its last day, what came in; put that into groups."""
    found, form = _find(consultation_id), GroupForm()
    brought, groups = _brought(found)
    if form.validate_on_submit() and found.stage(today()) is Stage.READING:
        return _sort(found, form, brought, groups)
    page = render_template(
        "hr/consultations/consultation.html",
        asked=found,
        stage=found.stage(today()).value,
        form=form,
        brought=brought,
        groups=groups,
        is_sorted=is_sorted(brought, groups),
        longest=LONGEST_DECISION,
        names=names_of(db.session(), person_ids=[one.name_of for one in brought if one.name_of]),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/consultations/<uuid:consultation_id>/decide", methods=["GET", "POST"])
def decide_consultation(consultation_id: UUID) -> ResponseReturnValue:
    """Show what everybody will read, and publish it with a decision and a reason."""
    found, form = _find(consultation_id), DecisionForm()
    if form.validate_on_submit():
        return _decide(found, form)
    brought, groups = _brought(found)
    if found.stage(today()) is not Stage.READING or not is_sorted(brought, groups):
        return redirect(url_for(".consultation", consultation_id=found.id))
    page = render_template(
        "hr/consultations/decide.html", asked=found, form=form, groups=used(groups, brought)
    )
    return page, 422 if form.is_submitted() else 200


def _decide(found: Consultation, form: DecisionForm) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            service.decide(
                session,
                consultation_id=found.id,
                decision=form.decision.data or "",
                reason=form.said(),
                on=today(),
            )
    except NotOpenError:
        flash(_("A colleague decided about this meanwhile."), "error")
    except (NotSortedError, StillOpenError):
        said = _(
            "You can decide once everything is in a group, and every group says what you do with it."
        )
        flash(said, "error")
    else:
        flash(_("Everybody can read what you decided, and why."), "success")
    return redirect(url_for(".consultation", consultation_id=found.id))


def _sort(
    found: Consultation,
    form: GroupForm,
    brought: tuple[Contribution, ...],
    groups: tuple[Group, ...],
) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            service.sort_out(
                session,
                consultation_id=found.id,
                places={one.id: _place(one.id) for one in brought},
                done={one.id: _done(one) for one in groups},
            )
            if form.label.data:
                service.add_group(session, consultation_id=found.id, label=form.label.data)
    except NotOpenError:
        flash(_("A colleague decided about this meanwhile."), "error")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".consultation", consultation_id=found.id))


def _place(contribution: ContributionId) -> GroupId | None:
    try:
        return GroupId(UUID(request.form.get(f"place-{contribution.hex}", "")))
    except ValueError:
        return None


def _done(group: Group) -> str:
    return plain(request.form.get(f"done-{group.id.hex}", group.done))[:LONGEST_DECISION]


def _brought(found: Consultation) -> tuple[tuple[Contribution, ...], tuple[Group, ...]]:
    if found.stage(today()) is Stage.OPEN:
        return (), ()
    session = db.session()
    brought = service.contributions_to(session, consultation_id=found.id, on=today())
    return brought, service.groups_of(session, consultation_id=found.id)


def _find(consultation_id: UUID) -> Consultation:
    wanted = ConsultationId(consultation_id)
    return service.find_consultation(db.session(), consultation_id=wanted) or abort(404)
