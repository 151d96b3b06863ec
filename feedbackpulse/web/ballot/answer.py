"""Answer with a printed card: the questions, sending them once, and what happens next.

Nothing of it has an address of its own: every page is the answer to a form that carries the code.
Nothing is kept in the browser, so the language can be changed only together with what is filled
in, and there is no draft.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.exc import OperationalError

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.cycles.extending import extensions
from feedbackpulse.extensions import stores
from feedbackpulse.roster.cards import Card, CodeRefusal, find_card, send_by_code
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.ballot.way import CLEARS_AFTER, NEXT_AFTER, Way
from feedbackpulse.web.links import absolute
from feedbackpulse.web.pulse_form import (
    FilledIn,
    attributes_in,
    learning_in,
    minutes_for,
    questions_in,
    read,
)
from feedbackpulse.web.team.words import unit_name


@blueprint.route("/answer", methods=["GET", "POST"])
def answer() -> ResponseReturnValue:
    """Send what was filled in; the same form a second time changes nothing."""
    if request.method == "GET":  # somebody kept the address
        return redirect(url_for(".enter"))
    return take_answers(Way())


def take_answers(way: Way) -> ResponseReturnValue:
    """Send what the form brings, or show the page that says why not (yet)."""
    code = request.form.get("code", "")
    card = find_card(stores(), code=code, now=clock.now())
    if card is None:
        return show_refused(way, CodeRefusal.UNKNOWN)
    filled = read(request.form, questions_in(card.round, load_catalogue(), _language(card.round)))
    return _instead(way, card, code, filled) or _send(way, card, code, filled)


def _instead(way: Way, card: Card, code: str, filled: FilledIn) -> ResponseReturnValue | None:
    """Return the page for what was not sent to be counted, or cannot be."""
    if card.refusal is not None and filled.errors:
        return show_refused(way, card.refusal, card.round)
    if {"switch", "more"} & set(request.form):
        return show_form(way, card, code=code, filled=filled)
    if filled.errors:
        return show_form(way, card, code=code, filled=filled), 422
    return None


def _send(way: Way, card: Card, code: str, filled: FilledIn) -> ResponseReturnValue:
    try:
        outcome = send_by_code(
            stores(),
            code=code,
            ballot_number=bytes.fromhex(filled.number),
            answers=filled.answers(card.round),
            now=clock.now(),
        )
    except OperationalError:
        return show_form(way, card, code=code, filled=filled, busy=True), 503
    if isinstance(outcome, CodeRefusal):
        return show_refused(way, outcome, card.round)
    return _thanks(way, card.round, filled, outcome.receipt)


def show_form(way: Way, card: Card, *, code: str, filled: FilledIn, busy: bool = False) -> str:
    """Return the page with the questions of a card."""
    asked, catalogue = card.round, load_catalogue()
    language = _language(asked)
    with stores().main() as session:
        moved = extensions(session, asked=asked)
    return render_template(
        "ballot/answer/form.html",
        way=way,
        round=asked,
        code=code,
        questions=questions_in(asked, catalogue, language),
        filled=filled,
        busy=busy,
        unit=unit_name(card.unit.key, card.unit.name),
        invited=card.unit.invited,
        cards=card.unit.cards,
        minutes=minutes_for(asked),
        attributes=attributes_in(asked),
        learning=learning_in(asked, catalogue, str(get_locale())),
        language=language,
        dont_know=catalogue.non_substantive["dont_know"].in_(language),
        extensions=moved,
    )


def show_refused(way: Way, reason: CodeRefusal, asked: Round | None = None) -> tuple[str, int]:
    """Say why a card cannot be answered with (any more)."""
    page = render_template("ballot/answer/refused.html", way=way, reason=reason.value, round=asked)
    return page, 409


def _thanks(way: Way, asked: Round, filled: FilledIn, receipt: str) -> ResponseReturnValue:
    texts = {item.code: item.text.in_(_language(asked)) for item in asked.items}
    mailboxes = [(texts[item], code) for item, code in filled.codes(asked).items()]
    seconds = CLEARS_AFTER if mailboxes else NEXT_AFTER  # codes take time to write down
    page = render_template(
        "ballot/answer/thanks.html",
        way=way,
        round=asked,
        receipt=receipt,
        mailboxes=mailboxes,
        seconds=seconds,
        reply_address=absolute(url_for(".reply")),
    )
    # The page with the answers may wait in memory for somebody who presses Back.
    return page, 200, {"Clear-Site-Data": '"cache"', **way.headers(seconds=seconds)}


def _language(asked: Round) -> str:
    locale = str(get_locale())
    return locale if locale in asked.locales else asked.locales[0]
