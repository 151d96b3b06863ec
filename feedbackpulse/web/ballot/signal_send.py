"""Take a signal whose code the sender's own browser made: it brings only the hash of that code.

The browser worked for it, leaves out its cookies, and may send the same again when it heard nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.signals.allowance import take_one
from feedbackpulse.signals.door import is_door
from feedbackpulse.signals.sending import Draft, send, sent_with
from feedbackpulse.signals.work import has_worked
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.day import local_today
from feedbackpulse.web.ballot.signal_form import SignalForm
from feedbackpulse.web.signal_readers import readers_on

_MAILBOX: Final = re.compile(r"[0-9a-f]{64}")


class Outcome(StrEnum):
    """What came of sending: it is kept, or why it is not."""

    KEPT = "kept"
    FULL = "full"
    """What the whole organisation may send in this hour is used up."""
    BUSY = "busy"
    CLOSED = "closed"
    """Somebody made a new door while this was written."""
    MALFORMED = "malformed"


@blueprint.post("/signal/<door>/send")
def signal_send(door: str) -> ResponseReturnValue:
    """Keep what a browser brings, once, under the mailbox that it made."""
    if not is_door(db.session(), token=door):
        return jsonify(problem=Outcome.CLOSED.value), 404
    form = SignalForm.of(readers_on(db.session(), day=local_today()))
    mailbox = request.form.get("mailbox", "")
    if not _MAILBOX.fullmatch(mailbox) or not form.validate() or not _worked(mailbox):
        return jsonify(problem=Outcome.MALFORMED.value), 422
    try:
        outcome = keep_draft(form.draft(), mailbox=bytes.fromhex(mailbox), worked=True)
    except OperationalError:
        outcome = Outcome.BUSY
    if outcome is Outcome.KEPT:
        return jsonify(kept=mailbox)
    return jsonify(problem=outcome.value), 503


def keep_draft(draft: Draft, *, mailbox: bytes, worked: bool) -> Outcome:
    """Keep a signal within what may be sent in this hour; one that is there already stays as it is."""
    with transaction(db.session()) as session:
        if sent_with(session, mailbox=mailbox) is not None:
            return Outcome.KEPT
        if not take_one(session, now=clock.now(), worked=worked):
            return Outcome.FULL
        send(
            session,
            keys=current_settings().keystore_path,
            kind=draft.kind,
            reader=draft.reader,
            team_id=draft.team_id,
            text=draft.text,
            on=local_today(),
            mailbox=mailbox,
            shown=draft.shown,
        )
    return Outcome.KEPT


def _worked(mailbox: str) -> bool:
    return has_worked(
        mailbox=bytes.fromhex(mailbox),
        day=request.form.get("day", ""),
        nonce=request.form.get("nonce", ""),
        today=local_today(),
    )
