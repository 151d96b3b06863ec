"""What colleagues ask of me: look back with them, once, or decline without anybody knowing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Final
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.reflection import colleagues
from feedbackpulse.reflection.domain import HIGHEST, LOWEST
from feedbackpulse.reflection.peer_rounds import (
    NotAskedError,
    PeerRound,
    PeerRoundId,
    peer_items,
)
from feedbackpulse.reflection.peer_view import Answers
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.peers import write_no_more
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.identity import me, today

UNSEEN: Final = "unseen"
_STEPS: Final = tuple(str(step) for step in range(LOWEST, HIGHEST + 1))
_SECONDS: Final = 10
"""About how long one behaviour takes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What one colleague asks of me."""

    round: PeerRound
    name: str
    items: tuple[Item, ...]

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return ceil(len(self.items) * _SECONDS / 60)


@blueprint.errorhandler(NotAskedError)
def show_not_asked(_error: NotAskedError) -> ResponseReturnValue:
    """Say the same about a question to somebody else, an answered one, and none at all."""
    return show_error(NotFound())


@blueprint.get("/reflect/for-colleagues")
def for_colleagues() -> str:
    """List which colleagues ask me to look back with them."""
    found = colleagues.asks_of(db.session(), peer=me().id, today=today())
    return render_template("employee/peers_asked/index.html", asks=as_asks(found))


@blueprint.route("/reflect/for-colleagues/<uuid:ask_id>", methods=["GET", "POST"])
def for_colleague(ask_id: UUID) -> ResponseReturnValue:
    """Show what a colleague asks, and send what I answer: once."""
    ask, form = _ask(ask_id), FlaskForm()
    filled = {item.code: request.form.get(f"answer-{item.code}", "") for item in ask.items}
    if form.validate_on_submit():
        if answers := _answers(filled):
            _send(ask, answers)
            flash(_("Sent. Nobody sees that it was you, and you see it no more either."), "success")
            return redirect(url_for(".for_colleagues"))
        form.form_errors.append(_("Answer at least one part, or decline."))
    page = render_template(
        "employee/peers_asked/ask.html",
        ask=ask,
        form=form,
        filled=filled,
        catalogue=load_catalogue(),
        unseen=UNSEEN,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/reflect/for-colleagues/<uuid:ask_id>/decline", methods=["GET", "POST"])
def decline_colleague(ask_id: UUID) -> ResponseReturnValue:
    """Ask whether to decline, and do it; nothing of it is kept."""
    ask, peer = _ask(ask_id), me().id
    if not FlaskForm().validate_on_submit():
        return render_template("employee/peers_asked/decline.html", ask=ask)
    with transaction(db.session()) as session:
        colleagues.decline(session, peer=peer, round_id=ask.round.id, today=today())
        write_no_more(session, [peer])
    flash(_("You declined. Nobody is told."), "success")
    return redirect(url_for(".for_colleagues"))


def as_asks(found: Iterable[PeerRound]) -> list[Ask]:
    """Return what colleagues ask of me, as pages show it."""
    return [_shown(asked) for asked in found]


def _ask(ask_id: UUID) -> Ask:
    session = db.session()
    asked = colleagues.find_ask(session, peer=me().id, round_id=PeerRoundId(ask_id), today=today())
    return _shown(asked)


def _shown(asked: PeerRound) -> Ask:
    items = peer_items(load_catalogue(), asked.checkpoints)
    return Ask(round=asked, name=asked.owner_name, items=items)


def _answers(filled: dict[str, str]) -> Answers:
    """Return what was chosen; what was passed by is not among it."""
    chosen = {code: value for code, value in filled.items() if value in {*_STEPS, UNSEEN}}
    return {code: None if value == UNSEEN else int(value) for code, value in chosen.items()}


def _send(ask: Ask, answers: Answers) -> None:
    peer = me().id
    with transaction(db.session()) as session:
        colleagues.send_answers(
            session,
            keys=stores().keys,
            peer=peer,
            round_id=ask.round.id,
            answers=answers,
            today=today(),
            catalogue=load_catalogue(),
        )
        write_no_more(session, [peer])
