"""Questions of the organisation's own: list them, write one, word it anew, and retire it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.consultations.domain import ProposalId
from feedbackpulse.consultations.proposals import find_proposal
from feedbackpulse.cycles.approvals import ask_where_due
from feedbackpulse.cycles.own_items import (
    LastQuestionError,
    OwnItem,
    OwnItemNotFoundError,
    RetiredError,
    cycles_by_item,
    list_own_items,
    versions_of,
)
from feedbackpulse.cycles.own_items import add_own_item as add_to_store
from feedbackpulse.cycles.own_items import change_own_item as change_in_store
from feedbackpulse.cycles.own_items import retire_own_item as retire_in_store
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.web.hr.advice import hints_about
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.hr.question_form import OwnItemForm, RewordingForm


@blueprint.get("/questions")
def own_items() -> str:
    """Show every question of the organisation's own."""
    session = db.session()
    return render_template(
        "hr/own_items/index.html", items=list_own_items(session), asking=cycles_by_item(session)
    )


@blueprint.route("/questions/new", methods=["GET", "POST"])
def add_own_item() -> ResponseReturnValue:
    """Write a question, and see afterwards what may make it hard to answer.

    After somebody's proposal was accepted, its words are there to begin with.
    """
    form = OwnItemForm.with_words(_proposed())
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            item = add_to_store(session, text=form.wording, scale=form.kind.data, on=_today())
        flash(_("Saved. You can choose it in the first step of every cycle."), "success")
        return redirect(url_for(".own_item", item_number=item.number))
    page = render_template("hr/own_items/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/questions/<int:item_number>", methods=["GET", "POST"])
def own_item(item_number: int) -> ResponseReturnValue:
    """Show a question with its wordings, and word it anew."""
    versions = _versions(item_number)
    item, form = versions[0], RewordingForm.of(versions[0].text)
    if not item.retired and form.validate_on_submit():
        return _reword(item, form)
    page = render_template(
        "hr/own_items/item.html",
        form=form,
        item=item,
        versions=versions,
        hints=hints_about(item.text),
        asking=cycles_by_item(db.session())[item.number],
    )
    return page, 422 if form.is_submitted() and not item.retired else 200


@blueprint.route("/questions/<int:item_number>/retire", methods=["GET", "POST"])
def retire_own_item(item_number: int) -> ResponseReturnValue:
    """Ask a question no more, after asking whether that is meant."""
    item, form = _versions(item_number)[0], ConfirmForm()
    if item.retired:
        return redirect(url_for(".own_items"))
    if form.validate_on_submit() and _retire(item, form):
        flash(_("The question is asked no more. Its outcomes stay."), "success")
        return redirect(url_for(".own_items"))
    page = render_template(
        "hr/own_items/retire.html",
        form=form,
        item=item,
        asking=cycles_by_item(db.session())[item.number],
    )
    return page, 422 if form.is_submitted() else 200


def _proposed() -> str:
    """Return the words of the proposal that the address names, if there is one."""
    try:
        wanted = ProposalId(UUID(request.args.get("proposal", "")))
    except ValueError:
        return ""
    found = find_proposal(db.session(), proposal_id=wanted, on=_today())
    return found.body if found else ""


def _reword(item: OwnItem, form: RewordingForm) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            newer = change_in_store(session, number=item.number, text=form.wording, on=_today())
            ask_where_due(session, now=clock.now())
    except RetiredError:
        flash(_("A colleague retired this question meanwhile."), "error")
        return redirect(url_for(".own_items"))
    if newer.version == item.version:
        flash(_("Nothing changed: this is the wording it had."), "success")
    else:
        flash(_("Saved. The new wording starts a new line in the outcomes."), "success")
    return redirect(url_for(".own_item", item_number=item.number))


def _retire(item: OwnItem, form: ConfirmForm) -> bool:
    try:
        with transaction(db.session()) as session:
            retire_in_store(session, number=item.number, on=_today())
            ask_where_due(session, now=clock.now())
    except LastQuestionError as error:
        form.form_errors.append(
            _("“%(cycle)s” asks nothing else. End or change that cycle first.", cycle=error)
        )
        return False
    return True


def _versions(number: int) -> tuple[OwnItem, ...]:
    try:
        return versions_of(db.session(), number=number)
    except OwnItemNotFoundError:
        abort(404)


def _today() -> date:
    return clock.local_day(clock.now(), current_settings().zone)
