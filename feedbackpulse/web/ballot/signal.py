"""Bring something up without a name: the form, a look at what will be sent, and the code.

All of it is the answer to one form at one address, the same for everybody. What is typed travels
from page to page in the form; nothing is kept on the way. A browser with JavaScript makes the code
itself (web/ballot/signal_send.py); else the server does, here, shows it once and keeps its hash.
"""

from __future__ import annotations

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from feedbackpulse.extensions import current_settings, db
from feedbackpulse.receipt_codes import mailbox_code, mailbox_of
from feedbackpulse.signals.conversations import shown_ideas
from feedbackpulse.signals.domain import SignalKind, answer_by
from feedbackpulse.signals.door import is_door
from feedbackpulse.signals.sending import Draft
from feedbackpulse.signals.similar import similar_to
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.code_picture import code_picture
from feedbackpulse.web.ballot.day import local_today
from feedbackpulse.web.ballot.signal_form import SignalForm
from feedbackpulse.web.ballot.signal_send import Outcome, keep_draft
from feedbackpulse.web.ballot.signal_way import ReplyWay, SignalWay
from feedbackpulse.web.ballot.way import CLEARS_AFTER
from feedbackpulse.web.links import absolute
from feedbackpulse.web.signal_readers import readers_on
from feedbackpulse.web.signal_words import kind_words


@blueprint.route("/signal/<door>", methods=["GET", "POST"])
def signal(door: str) -> ResponseReturnValue:
    """Bring something up on a device of one's own."""
    return _page(SignalWay.through(door, is_kiosk=False))


@blueprint.route("/kiosk/signal/<door>", methods=["GET", "POST"])
def kiosk_signal(door: str) -> ResponseReturnValue:
    """Bring something up on a shared tablet, which clears itself."""
    return _page(SignalWay.through(door, is_kiosk=True))


def _page(way: SignalWay) -> ResponseReturnValue:
    is_open = is_door(db.session(), token=way.door)
    response = make_response(_begun(way) if is_open else _closed(way))
    for name, value in way.headers().items():
        response.headers.setdefault(name, value)
    return response


def _closed(way: SignalWay) -> ResponseReturnValue:
    """Give words back to who wrote them while somebody made a new door; to others this is no page."""
    typed = request.form.get("text", "").strip()
    if not typed:
        abort(404)
    return render_template("ballot/signal/closed.html", way=way, typed=typed), 404


def _begun(way: SignalWay) -> ResponseReturnValue:
    return _step(way, SignalForm.of(readers_on(db.session(), day=local_today())))


def _step(way: SignalWay, form: SignalForm) -> ResponseReturnValue:
    asked = request.form.get("step")
    if request.method == "GET":
        form.kind.data = request.args.get("kind", form.kind.data)
        return _form(way, form)
    if asked in {"change", "switch"} or "more" in request.form:
        return _form(way, form)
    if not form.validate():
        return _form(way, form), 422
    return _send(way, form) if asked == "send" else _check(way, form)


def _form(way: SignalWay, form: SignalForm) -> str:
    readers = readers_on(db.session(), day=local_today())
    return render_template(
        "ballot/signal/form.html",
        way=way,
        form=form,
        kinds={one.value: kind_words(one).about for one in SignalKind},
        has_adviser=readers.has_adviser,
    )


def _check(way: SignalWay, form: SignalForm, problem: Outcome | None = None) -> str:
    draft, today = form.draft(), local_today()
    return render_template(
        "ballot/signal/check.html",
        way=way,
        form=form,
        kind=kind_words(draft.kind).name,
        reader=readers_on(db.session(), day=today).words(draft.reader, draft.team_id),
        shown=draft.shown,
        similar=_similar(draft),
        problem=None if problem is None else problem.value,
        today=today,
        answer_by=answer_by(today),
        reply_address=absolute(url_for("ballot.reply")),
    )


def _similar(draft: Draft) -> list[str]:
    """Return the words of ideas that look like this one, where it is one."""
    if draft.kind is not SignalKind.IDEA:
        return []
    keys = current_settings().keystore_path
    ideas = shown_ideas(db.session(), keys=keys, today=local_today())
    texts = {one.id: one.text for one in ideas}
    return [texts[one] for one in similar_to(draft.text, texts)]


def _send(way: SignalWay, form: SignalForm) -> ResponseReturnValue:
    """Send what the form brings, with a code that the server makes of the form's own number."""
    draft, code = form.draft(), mailbox_code(bytes.fromhex(form.number.data or ""), "signal")
    mailbox = mailbox_of(code)
    assert mailbox is not None
    try:
        outcome = keep_draft(draft, mailbox=mailbox, worked=False)
    except OperationalError:
        outcome = Outcome.BUSY
    if outcome is not Outcome.KEPT:
        return _check(way, form, outcome), 503
    return _sent(way, draft, code)


def _sent(way: SignalWay, draft: Draft, code: str) -> ResponseReturnValue:
    page = render_template(
        "ballot/signal/sent.html",
        way=way,
        code=code,
        picture=code_picture(code),
        reply_address=absolute(url_for("ballot.reply")),
        reply_way=ReplyWay(is_kiosk=way.is_kiosk, has_script=way.has_script),
        reader=readers_on(db.session(), day=local_today()).words(draft.reader, draft.team_id),
        answer_by=answer_by(local_today()),
        seconds=CLEARS_AFTER,
    )
    # The page with the words may wait in memory for somebody who presses Back.
    return page, 200, {"Clear-Site-Data": '"cache"', **way.headers(seconds=CLEARS_AFTER)}
