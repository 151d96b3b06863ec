"""Bring something up with my name: choose who reads it, look at it, and send it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.signals.conversations import shown_ideas
from feedbackpulse.signals.domain import DAYS_TO_ANSWER, Signal, SignalKind, answer_by
from feedbackpulse.signals.sending import send
from feedbackpulse.signals.similar import similar_to
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.share_form import SignalForm
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.signal_readers import readers_on
from feedbackpulse.web.signal_words import kind_words

KINDS = ",".join(SignalKind)


@blueprint.route(f"/share/new-<any({KINDS}):kind>", methods=["GET", "POST"])
def send_signal(kind: str) -> ResponseReturnValue:
    """Ask who reads it and what it is, let me look at it, and only then send it."""
    form = _form(SignalKind(kind))
    then = request.form.get("then", "")
    if then not in {"look", "send"}:
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    if then == "send":
        return _send(form)
    return render_template(
        "employee/share_new/check.html",
        form=form,
        words=kind_words(form.kind),
        reader=form.readers.words(form.chosen, form.team_id),
        answer_by=answer_by(today()),
        alike=_alike(form),
    )


def _form(kind: SignalKind) -> SignalForm:
    readers = readers_on(db.session(), day=today())
    return SignalForm.of(kind, readers, sender=me())


def _form_page(form: SignalForm) -> str:
    return render_template(
        "employee/share_new/form.html",
        form=form,
        kind=form.kind,
        words=kind_words(form.kind),
        days=DAYS_TO_ANSWER,
    )


def _alike(form: SignalForm) -> list[Signal]:
    """Return the ideas of others that look like mine, as everybody reads them."""
    if form.kind is not SignalKind.IDEA:
        return []
    shown = shown_ideas(db.session(), keys=stores().keys, today=today())
    by_id = {one.id: one for one in shown if one.sender != me().id}
    found = similar_to(form.text.data or "", {key: one.text for key, one in by_id.items()})
    return [by_id[one] for one in found]


def _send(form: SignalForm) -> ResponseReturnValue:
    person, day = me(), today()
    with transaction(db.session()) as session:
        send(
            session,
            keys=stores().keys,
            kind=form.kind,
            reader=form.chosen,
            team_id=form.team_id,
            text=form.text.data or "",
            on=day,
            sender=person.id,
            shown=form.is_shown,
        )
    flash(_("It is sent. You read the answer here."), "success")
    return redirect(url_for(".my_signals"))
