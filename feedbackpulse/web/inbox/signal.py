"""One signal as its readers see it: what both sides wrote, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.signals import conversations, handling
from feedbackpulse.signals.domain import Conversation, Reader, Signal, SignalId, Status
from feedbackpulse.signals.similar import similar_to
from feedbackpulse.web.choices import options
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.inbox.desk import Desk
from feedbackpulse.web.inbox.forms import (
    AnswerForm,
    ArrangingForm,
    ClosingForm,
    MergingForm,
    theme_and_checkpoint,
)
from feedbackpulse.web.inbox.lines import Line, lines_of

_EXCERPT: Final = 80
_MOST_OFFERED: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalPage:
    """What the page of one signal shows."""

    desk: Desk
    line: Line
    talk: Conversation
    answer: AnswerForm
    arranging: ArrangingForm
    closing: ClosingForm
    merging: MergingForm | None
    doubles: tuple[Line, ...]
    kept: Line | None
    """The signal that this one was put with."""
    promise: str | None
    """Where a promise can be made of it."""

    @property
    def signal(self) -> Signal:
        """Return the signal itself."""
        return self.talk.signal

    @property
    def forms(self) -> tuple[Any, ...]:
        """Return all forms on the page."""
        found = (self.answer, self.arranging, self.closing, self.merging)
        return tuple(one for one in found if one is not None)

    @property
    def has_errors(self) -> bool:
        """Say whether something that was filled in does not go."""
        return any(form.errors for form in self.forms)

    def act(self, act: str) -> str:
        """Return where something is done with this signal."""
        return self.desk.address("change_signal", signal_id=self.signal.id, act=act)

    def names(self, subject: str, text_id: UUID) -> str:
        """Return where a name in one of its texts is made unreadable."""
        return self.desk.address(
            "cover_names", signal_id=self.signal.id, subject=subject, text_id=text_id
        )


def signal_page(desk: Desk, signal_id: UUID, *, act: str = "") -> SignalPage:
    """Return the page of a signal; the form of an *act* holds what was sent."""
    talk, around = desk.find(signal_id), desk.signals()
    lines = {line.signal.id: line for line in lines_of(desk, around)}
    signal = talk.signal

    def sent(form: str) -> Any:
        return request.form if act == form else None

    return SignalPage(
        desk=desk,
        line=lines[signal.id],
        talk=talk,
        answer=AnswerForm(formdata=sent("answer"), prefix="answer"),
        arranging=_arranging(desk, signal, sent("arrange")),
        closing=ClosingForm(formdata=sent("close"), prefix="close"),
        merging=_merging(signal, lines, sent("merge")),
        doubles=tuple(one for one in lines.values() if one.signal.merged_into == signal.id),
        kept=lines.get(signal.merged_into) if signal.merged_into else None,
        promise=_promise(desk, signal),
    )


def change(desk: Desk, signal_id: UUID, act: str) -> ResponseReturnValue | SignalPage:
    """Do one thing with a signal and go back to it; else return the page with what does not go."""
    page = signal_page(desk, signal_id, act=act)
    if not _ACTS[act](page):
        return page
    return redirect(desk.address("signal", signal_id=signal_id))


def _answer(page: SignalPage) -> bool:
    if not page.signal.may_be_answered:
        abort(404)
    if not page.answer.validate():
        return False
    with transaction(db.session()) as session:
        conversations.reply(session, body=page.answer.body.data or "", **_as_reader(page))
    flash(_("Your answer is there. The sender can read it."), "success")
    return True


def _arrange(page: SignalPage) -> bool:
    form = page.arranging
    if not form.validate():
        return False
    theme, checkpoint = theme_and_checkpoint(load_catalogue(), form.subject.data)
    try:
        with transaction(db.session()) as session:
            one = page.signal.id
            handling.choose_day(session, signal_id=one, day=form.chosen_day(), today=today())
            handling.take(session, signal_id=one, owner=form.chosen_owner())
            handling.choose_subject(session, signal_id=one, theme=theme, checkpoint=checkpoint)
    except handling.BadDayError:
        form.answer_by.errors = [_("Choose a day from today on, within 60 days of sending.")]
        return False
    flash(_("Saved."), "success")
    return True


def _take(page: SignalPage) -> bool:
    with transaction(db.session()) as session:
        handling.take(session, signal_id=page.signal.id, owner=me().id)
    flash(_("You answer this one."), "success")
    return True


def _close(page: SignalPage) -> bool:
    form = page.closing
    if not form.validate():
        return False
    try:
        with transaction(db.session()) as session:
            handling.close(session, reason=form.reason.data or "", **_as_reader(page))
    except handling.HandlingError:
        abort(404)
    flash(_("It is closed. The sender can read why."), "success")
    return True


def _reopen(page: SignalPage) -> bool:
    with transaction(db.session()) as session:
        handling.reopen(session, signal_id=page.signal.id)
    flash(_("It is open again."), "success")
    return True


def _hide(page: SignalPage) -> bool:
    with transaction(db.session()) as session:
        handling.hide(session, signal_id=page.signal.id)
    flash(_("Only its readers see this idea now."), "success")
    return True


def _merge(page: SignalPage) -> bool:
    form = page.merging
    if form is None:
        abort(404)
    if not form.validate():
        return False
    try:
        with transaction(db.session()) as session:
            handling.merge(session, signal_id=page.signal.id, into=form.chosen())
    except handling.HandlingError:
        form.into.errors = [_("It cannot be put with this one. Nobody could read an answer.")]
        return False
    flash(_("They stand together. You can take them apart again."), "success")
    return True


def _split(page: SignalPage) -> bool:
    with transaction(db.session()) as session:
        handling.split(session, signal_id=page.signal.id)
    flash(_("It stands by itself again."), "success")
    return True


_ACTS: Final[Mapping[str, Callable[[SignalPage], bool]]] = {
    "answer": _answer,
    "arrange": _arrange,
    "take": _take,
    "close": _close,
    "reopen": _reopen,
    "hide": _hide,
    "merge": _merge,
    "split": _split,
}


def _as_reader(page: SignalPage) -> Mapping[str, Any]:
    """Return what is the same for everything that a reader writes back."""
    return {
        "keys": current_settings().keystore_path,
        "signal_id": page.signal.id,
        "role": page.desk.role,
        "on": today(),
    }


def _arranging(desk: Desk, signal: Signal, sent: Any) -> ArrangingForm:
    return ArrangingForm.of(
        signal,
        readers=desk.readers(),
        catalogue=load_catalogue(),
        locale=str(get_locale()),
        formdata=sent,
    )


def _merging(signal: Signal, lines: Mapping[SignalId, Line], sent: Any) -> MergingForm | None:
    """Return the form with what may say the same, the most alike first; None when there is none."""
    if signal.status is Status.MERGED:
        return None
    others = {
        one: line.signal.text
        for one, line in lines.items()
        if one != signal.id
        and line.signal.team_id == signal.team_id
        and line.signal.status not in {Status.MERGED, Status.CLOSED}
    }
    alike = similar_to(signal.text, others)
    offered = [*alike, *(one for one in others if one not in alike)][:_MOST_OFFERED]
    if not offered:
        return None
    form = MergingForm(formdata=sent, prefix="merge")
    form.into.choices = options((str(one), _excerpt(others[one])) for one in offered)
    return form


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"


def _promise(desk: Desk, signal: Signal) -> str | None:
    """Return where a promise is made of a signal; what the adviser reads goes no further."""
    if desk.reader is Reader.ADVISER:
        return None
    made_of = {"origin": "signal", "from": str(signal.id)}
    if signal.checkpoint is not None:
        made_of["topic"] = signal.checkpoint
    return desk.address("new_promise", **made_of)
