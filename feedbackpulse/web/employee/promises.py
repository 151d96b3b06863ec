"""What changed because of what people said: for everybody whom it concerns the same."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.access.promises import (
    may_keep_promise,
    may_make_promise,
    may_read_promise,
)
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamTree
from feedbackpulse.promises import service
from feedbackpulse.promises.domain import (
    EndedError,
    Promise,
    PromiseId,
    PromiseNotFoundError,
    State,
)
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.guards import insist
from feedbackpulse.web.identity import today
from feedbackpulse.web.promises.form import EndForm, NoteForm, PromiseForm
from feedbackpulse.web.promises.listing import wanted
from feedbackpulse.web.promises.view import my_promises, show_with_effects
from feedbackpulse.web.promises.writing import form_of, is_preview, preview

ONE = "/changes/<uuid:promise_id>"


@blueprint.get("/changes")
def promises() -> str:
    """Show what my teams and the whole organisation promised, and whether it helped."""
    session = db.session()
    tree = people.team_tree(session)
    mine = my_promises(session, tree=tree, with_history=True)
    shown = show_with_effects(session, mine, tree=tree)
    return render_template("employee/promises/list.html", choice=wanted(shown, ".promises"))


@blueprint.get(ONE)
def promise(promise_id: UUID) -> str:
    """Show one promise with all that happened."""
    return _page(promise_id, NoteForm())


@blueprint.post(ONE + "/note")
def note_on_promise(promise_id: UUID) -> ResponseReturnValue:
    """Say how a promise goes."""
    _tree, found = _kept(promise_id)
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(promise_id, form), 422
    try:
        with transaction(db.session()) as session:
            service.add_note(session, promise_id=found.id, text=form.text.data or "", on=today())
    except EndedError:
        return _ended(found)
    flash(_("It is there for everybody whom it concerns."), "success")
    return _to(found)


@blueprint.route(ONE + "/end", methods=["GET", "POST"])
def end_promise(promise_id: UUID) -> ResponseReturnValue:
    """End a promise: it is done, or it will not be done and why."""
    tree, found = _kept(promise_id)
    if not found.is_under_way:
        return _ended(found)
    form = EndForm()
    if form.validate_on_submit():
        return _end(found, form)
    [shown] = show_with_effects(db.session(), [found], tree=tree)
    page = render_template("employee/promises/end.html", shown=shown, form=form)
    return page, 422 if form.errors else 200


@blueprint.route(ONE + "/edit", methods=["GET", "POST"])
def edit_promise(promise_id: UUID) -> ResponseReturnValue:
    """Change the words of a promise, its day, or who keeps it; the history says so."""
    session = db.session()
    tree, found = _read(promise_id)
    insist(lambda viewer: may_make_promise(viewer, tree, team_id=found.team_id))
    if not found.is_under_way:
        return _ended(found)
    form = form_of(session, tree, found)
    is_right = form.validate_on_submit()
    if is_right and not is_preview():
        return _change(found, form)
    looks = preview(session, tree, form) if is_right else None
    page = render_template("employee/promises/edit.html", promise=found, form=form, shown=looks)
    return page, 422 if form.errors else 200


@blueprint.post(ONE + "/resume")
def resume_promise(promise_id: UUID) -> ResponseReturnValue:
    """Take up a promise that had ended."""
    _tree, found = _kept(promise_id)
    with transaction(db.session()) as session:
        service.resume_promise(session, promise_id=found.id, on=today())
    flash(_("It is under way again. Everybody sees that it had ended."), "success")
    return _to(found)


def _change(found: Promise, form: PromiseForm) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            service.change_promise(
                session, promise_id=found.id, words=form.words(), plan=form.plan(), on=today()
            )
    except EndedError:
        return _ended(found)
    flash(_("Saved. What changed stands in its history."), "success")
    return _to(found)


def _page(promise_id: UUID, form: NoteForm) -> str:
    tree, found = _read(promise_id)
    [shown] = show_with_effects(db.session(), [found], tree=tree)
    return render_template("employee/promises/promise.html", shown=shown, form=form)


def _end(found: Promise, form: EndForm) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            service.end_promise(
                session,
                promise_id=found.id,
                state=State(form.state.data),
                reason=form.reason.data or "",
                on=today(),
            )
    except EndedError:
        return _ended(found)
    flash(_("Everybody whom it concerns sees how it ended."), "success")
    return _to(found)


def _ended(found: Promise) -> ResponseReturnValue:
    flash(_("This promise has ended meanwhile."), "error")
    return _to(found)


def _to(found: Promise) -> ResponseReturnValue:
    return redirect(url_for(".promise", promise_id=found.id))


def _read(promise_id: UUID) -> tuple[TeamTree, Promise]:
    """Return a promise that concerns whoever looks."""
    session = db.session()
    tree = people.team_tree(session)
    try:
        found = service.get_promise(session, promise_id=PromiseId(promise_id))
    except PromiseNotFoundError:
        abort(404)
    team_id, owner = found.team_id, found.plan.owner
    insist(lambda viewer: may_read_promise(viewer, tree, team_id=team_id, owner=owner))
    return tree, found


def _kept(promise_id: UUID) -> tuple[TeamTree, Promise]:
    """Return a promise that whoever looks keeps, or may make."""
    tree, found = _read(promise_id)
    team_id, owner = found.team_id, found.plan.owner
    insist(lambda viewer: may_keep_promise(viewer, tree, team_id=team_id, owner=owner))
    return tree, found
