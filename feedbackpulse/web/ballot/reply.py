"""Read what was written back, and write again, with the code that only the sender has.

It is the code of a signal without a name, or of a comment whose writer asked for an answer. It comes
in a form, so that it stands in no address; a page with a conversation has none. Who sends a message
gets the page with it as the answer: to send the form again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.release.replies import Reply, replies_for, write_as_writer
from feedbackpulse.signals import conversations
from feedbackpulse.signals.allowance import take_one
from feedbackpulse.signals.domain import LONGEST, Message, Signal
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.day import local_today
from feedbackpulse.web.ballot.signal_way import ReplyWay
from feedbackpulse.web.signal_words import status_words

_CHARACTERS_OF_A_CODE: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What somebody sent, and all that was written about it, for whoever has its code."""

    text: str
    messages: tuple[Message | Reply, ...]
    signal: Signal | None = None
    """The signal it is about; None for a comment of a round."""


@blueprint.route("/reply", methods=["GET", "POST"])
def reply() -> ResponseReturnValue:
    """Ask for a code, and show the conversation it belongs to."""
    return _page(ReplyWay.here(is_kiosk=False))


@blueprint.route("/kiosk/reply", methods=["GET", "POST"])
def kiosk_reply() -> ResponseReturnValue:
    """Do the same on a shared tablet, which clears itself."""
    return _page(ReplyWay.here(is_kiosk=True))


def _page(way: ReplyWay) -> ResponseReturnValue:
    response = make_response(_answer(way))
    for name, value in way.headers().items():
        response.headers.setdefault(name, value)
    return response


def _answer(way: ReplyWay) -> ResponseReturnValue:
    code = request.form.get("code", "").strip()[:_CHARACTERS_OF_A_CODE]
    if not code:
        return _enter(way, code="", is_wrong=False)
    mailbox = mailbox_of(code)
    found = None if mailbox is None else _said_at(db.session(), mailbox)
    if mailbox is None or found is None:
        return _enter(way, code=code, is_wrong=True), 422
    if request.form.get("step") != "write":
        return _conversation(way, found, code=code, typed=request.form.get("body", ""))
    return _write(way, found, code, mailbox)


def _write(way: ReplyWay, found: Said, code: str, mailbox: bytes) -> ResponseReturnValue:
    """Add a message, or show the page with what was typed and what is wrong with it."""
    typed = request.form.get("body", "").replace("\r\n", "\n").strip()
    problem, status = _wrong_with(typed), 422
    if not problem:
        problem, status = _keep(found, typed, mailbox), 503
    if problem:
        page = _conversation(way, found, code=code, typed=typed, problem=problem)
        return page, status
    now = _said_at(db.session(), mailbox)
    assert now is not None
    return _conversation(way, now, code=code, is_sent=True)


def _wrong_with(typed: str) -> str:
    if not typed:
        return str(_("Write something first."))
    if len(typed) > LONGEST:
        return str(_("Use at most %(most)d characters.", most=LONGEST))
    return ""


def _keep(found: Said, body: str, mailbox: bytes) -> str:
    """Keep a message within what may be sent in this hour; return what went wrong."""
    try:
        with transaction(db.session()) as session:
            if not take_one(session, now=clock.now(), worked=False):
                return str(
                    _("So much was sent in this hour that there is no room left. Try again later.")
                )
            _add(session, found, body, mailbox, local_today())
    except OperationalError:
        return str(_("The system is busy. Wait a moment and send again: it counts once."))
    return ""


def _add(session: Session, found: Said, body: str, mailbox: bytes, on: date) -> None:
    if found.signal is None:
        write_as_writer(session, mailbox=mailbox, body=body, on=on)
        return
    keys = current_settings().keystore_path
    conversations.write_as_sender(session, keys=keys, mailbox=mailbox, body=body, on=on)


def _said_at(session: Session, mailbox: bytes) -> Said | None:
    """Return the conversation that a mailbox opens: about a signal, or about a comment."""
    keys = current_settings().keystore_path
    talk = conversations.conversation_at(session, keys=keys, mailbox=mailbox)
    if talk is not None:
        return Said(text=talk.signal.text, messages=talk.messages, signal=talk.signal)
    comment = replies_for(session, mailbox=mailbox)
    return None if comment is None else Said(text=comment.text, messages=comment.replies)


def _enter(way: ReplyWay, *, code: str, is_wrong: bool) -> str:
    return render_template("ballot/reply/enter.html", way=way, code=code, is_wrong=is_wrong)


def _conversation(
    way: ReplyWay,
    found: Said,
    *,
    code: str,
    typed: str = "",
    problem: str = "",
    is_sent: bool = False,
) -> str:
    return render_template(
        "ballot/reply/conversation.html",
        way=way,
        found=found,
        code=code,
        typed=typed,
        problem=problem,
        is_sent=is_sent,
        status=None if found.signal is None else status_words(found.signal.status),
    )
