"""Answering a round: the form, sending it once, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.extensions import db, stores
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.intake import Refusal, Sent, send_ballot
from feedbackpulse.roster.service import Invitation
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.pulse_page import blank_form, filled_form, language_of
from feedbackpulse.web.employee.pulse_round import (
    draft_key,
    get_round,
    owner_key,
    takes_answers,
)
from feedbackpulse.web.identity import me
from feedbackpulse.web.pulse_form import FilledIn, questions_in, read


@blueprint.get("/pulse/<uuid:round_id>")
def answer(round_id: UUID) -> ResponseReturnValue:
    """Show the questions of a round, or why there are none to answer."""
    asked = get_round(round_id)
    if not takes_answers(asked):
        return _not_now(asked)
    invitation = roster.invitation_for(db.session(), person_id=me().id, round_id=asked.id)
    if invitation is None:
        return _on_paper(asked)
    if invitation.sent:
        return redirect(url_for(".thanks", round_id=asked.id))
    return blank_form(asked.asking(invitation.asked), invitation)


@blueprint.post("/pulse/<uuid:round_id>")
def send_answers(round_id: UUID) -> ResponseReturnValue:
    """Send the ballot; the same form a second time changes nothing."""
    asked = _own_part(get_round(round_id))
    filled = read(request.form, questions_in(asked, load_catalogue(), language_of(asked)))
    if filled.errors and not takes_answers(asked):
        return _closed(asked, lost=True), 409
    if filled.errors:
        return (filled_form(asked, _invitation(asked), filled), 422)
    try:
        outcome = send_ballot(
            stores(),
            round_id=asked.id,
            person_id=me().id,
            ballot_number=bytes.fromhex(filled.number),
            answers=filled.answers(asked),
            now=clock.now(),
        )
    except OperationalError:
        return (filled_form(asked, _invitation(asked), filled, busy=True), 503)
    return _after_sending(asked, filled, outcome)


def _after_sending(asked: Round, filled: FilledIn, outcome: Sent | Refusal) -> ResponseReturnValue:
    match outcome:
        case Sent(receipt=receipt):
            # Shown at once, for the receipt is kept nowhere; the same form again shows the same.
            return _thanks(asked, receipt=receipt, mailboxes=_mailboxes(asked, filled))
        case Refusal.ALREADY_SENT:
            page = render_template(
                "employee/pulse/already.html", round=asked, draft=draft_key(asked.id)
            )
            return page, 409
        case Refusal.CLOSED:
            return _closed(asked, lost=True), 409
        case Refusal.NOT_INVITED:
            return abort(404)


@blueprint.get("/pulse/<uuid:round_id>/thanks")
def thanks(round_id: UUID) -> ResponseReturnValue:
    """Say that the answers are in, and what happens when."""
    asked = get_round(round_id)
    invitation = roster.invitation_for(db.session(), person_id=me().id, round_id=asked.id)
    if invitation is None or not invitation.sent:
        return redirect(url_for(".answer", round_id=asked.id))
    return _thanks(asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """The code with which somebody reads what is written back about one comment."""

    question: str
    code: str


def _thanks(asked: Round, *, receipt: str | None = None, mailboxes: Sequence[Mailbox] = ()) -> str:
    later = [
        one
        for one in cycles.list_rounds(db.session(), cycle_id=asked.cycle_id)
        if one.state is RoundState.PLANNED and one.opens_at > asked.opens_at
    ]
    return render_template(
        "employee/pulse/thanks.html",
        round=asked,
        now=clock.now(),
        following=later[0] if later else None,
        draft=draft_key(asked.id),
        owner=owner_key(),
        receipt=receipt,
        mailboxes=mailboxes,
    )


def _mailboxes(asked: Round, filled: FilledIn) -> list[Mailbox]:
    texts = {item.code: item.text.in_(language_of(asked)) for item in asked.items}
    codes = filled.codes(asked)
    return [Mailbox(question=texts[item], code=code) for item, code in codes.items()]


def _not_now(asked: Round) -> str:
    if asked.state is RoundState.PLANNED:
        return render_template("employee/pulse/not_open.html", round=asked)
    return _closed(asked, lost=False)


def _own_part(asked: Round) -> Round:
    """Return the round as it was asked of this person; all of it once their invitation is burnt."""
    found = roster.invitation_for(db.session(), person_id=me().id, round_id=asked.id)
    return asked if found is None else asked.asking(found.asked)


def _on_paper(asked: Round) -> str:
    """Nobody has two ways in: who has an invitation has no card."""
    if asked.id in roster.asked_now(db.session(), person_id=me().id).by_card:
        return render_template("employee/pulse/card.html", round=asked)
    return abort(404)


def _invitation(asked: Round) -> Invitation:
    found = roster.invitation_for(db.session(), person_id=me().id, round_id=asked.id)
    return found or abort(404)


def _closed(asked: Round, *, lost: bool) -> str:
    return render_template(
        "employee/pulse/closed.html",
        round=asked,
        lost=lost,
        draft=draft_key(asked.id),
        owner=owner_key(),
    )
