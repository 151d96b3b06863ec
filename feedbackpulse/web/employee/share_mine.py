"""What I sent with my name: how far it is, what was written back, and what I want to add.

What I sent without my name is not here: nothing ties it to me, so only its code finds it.
"""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role
from feedbackpulse.signals.conversations import own_conversation, signals_of, write_as_sender
from feedbackpulse.signals.domain import LONGEST, Conversation, Signal, SignalId
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.signal_words import kind_words, reader_words, status_words


class WriteBackForm(FlaskForm):
    """What somebody adds to what they sent."""

    text = TextAreaField(
        _l("Write back"),
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        validators=[
            DataRequired(message=_l("Write a few words, or go back.")),
            Length(max=LONGEST, message=_l("Use at most %(max)d characters.")),
        ],
    )


@blueprint.get("/share/mine")
def my_signals() -> str:
    """List what I sent with my name, the newest first."""
    mine = signals_of(db.session(), keys=stores().keys, sender=me().id)
    return render_template(
        "employee/share_mine/index.html",
        sent=mine,
        today=today(),
        kind_words=kind_words,
        status_words=status_words,
        reader_of=_reader,
    )


@blueprint.route("/share/mine/<uuid:signal_id>", methods=["GET", "POST"])
def my_signal(signal_id: UUID) -> ResponseReturnValue:
    """Show one of them with what both sides wrote, and keep what I add."""
    mine, form = _mine(SignalId(signal_id)), WriteBackForm()
    if form.validate_on_submit():
        _write(mine.signal.id, form.text.data or "")
        return redirect(url_for(".my_signal", signal_id=signal_id))
    signal = mine.signal
    page = render_template(
        "employee/share_mine/one.html",
        form=form,
        signal=signal,
        messages=mine.messages,
        words=kind_words(signal.kind),
        status=status_words(signal.status),
        reader=_reader(signal),
        role_words=_role,
        today=today(),
    )
    return page, 422 if form.is_submitted() else 200


def _mine(signal_id: SignalId) -> Conversation:
    found = own_conversation(db.session(), keys=stores().keys, signal_id=signal_id, sender=me().id)
    return found or abort(404)


def _write(signal_id: SignalId, body: str) -> None:
    sender, day = me().id, today()
    with transaction(db.session()) as session:
        write_as_sender(
            session, keys=stores().keys, signal_id=signal_id, sender=sender, body=body, on=day
        )
    flash(_("It is sent."), "success")


def _reader(signal: Signal) -> str:
    tree = people.team_tree(db.session())
    name = tree.get(signal.team_id).name if signal.team_id and signal.team_id in tree else ""
    return reader_words(signal.reader, name or str(_("a team that is gone")))


def _role(role: Role | None) -> str:
    """Return who wrote back, in their role: never by name."""
    names = {
        Role.LEAD: _("The lead"),
        Role.HR: _("HR"),
        Role.ADVISER: _("The confidential adviser"),
    }
    return str(_("You") if role is None else names.get(role, _("Your organisation")))
