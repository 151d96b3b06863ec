"""One round of a cycle: what it asks, whom, what happens next, and opening or closing by hand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import extending
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState, IllegalMoveError, Round, RoundId, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.cycles.stages import stage_of_round
from feedbackpulse.cycles.states import Event
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores, wake_a_worker
from feedbackpulse.jobs import closing
from feedbackpulse.jobs import rounds as jobs
from feedbackpulse.jobs.handlers import enqueue_finishing
from feedbackpulse.jobs.holding import HeldRound, held_round
from feedbackpulse.jobs.opening import find_opening, is_large_box
from feedbackpulse.people.domain import Role
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import TooFewPeopleError
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.hr.advice import too_few
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.checkup import checkup
from feedbackpulse.web.hr.council import Waiting, waiting
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.hr.labels import lost_label
from feedbackpulse.web.hr.reason_form import ExtensionForm, ReasonForm
from feedbackpulse.web.hr.reporting import reporting
from feedbackpulse.web.hr.stages import standing
from feedbackpulse.web.portion import portion_of
from feedbackpulse.web.team.words import name_of


@blueprint.get("/rounds/<uuid:round_id>", endpoint="round")
def show_round(round_id: UUID) -> ResponseReturnValue:
    """Show one round."""
    found, session = _get(round_id), db.session()
    cycle = cycles.get_cycle(session, cycle_id=found.cycle_id)
    planned = found.state is RoundState.PLANNED
    may_open = planned and cycle.state is CycleState.RUNNING
    held = _held(found)
    is_lost = found.state is RoundState.CLOSED and closing.is_lost(stores(), round_id=found.id)
    waits = waiting(session, cycle=cycle) if may_open else None
    stage = stage_of_round(session, asked=found, waits_for_holder=held is not None)
    units = () if planned else roster.units_of_round(session, round_id=found.id)
    here = standing(stage, cycle=cycle, asked=found, but_not=_impossible(found, waits))
    return render_template(
        "hr/rounds/round.html",
        asked=found,
        cycle=cycle,
        standing=here,
        label=lost_label() if is_lost else here.label,
        is_lost=is_lost,
        counting=_counting(found, held, is_lost=is_lost),
        extensions=extending.extensions(session, asked=found),
        scales=load_catalogue().scales,
        portion=portion_of(units, name=name_of),
        turns=bool(units[0].asked) if units else cycle.stagger,
        on_paper=units[0].cards if units else 0,
        forecast=reporting(session, cycle=cycle) if planned else None,
        may_open=may_open,
        checkup=checkup() if may_open else None,
        waiting=waits,
        held=held,
        may_close=found.state is RoundState.OPEN,
        words=_words(found),
    )


@blueprint.get("/rounds/<uuid:round_id>/notice")
def notice(round_id: UUID) -> str:
    """Show the eight words of a round, to print and put on the notice board."""
    found = _get(round_id)
    words = _words(found)
    if not words:
        abort(404)
    return render_template("hr/rounds/notice.html", asked=found, words=words)


@blueprint.route("/rounds/<uuid:round_id>/open", methods=["GET", "POST"])
def open_round(round_id: UUID) -> ResponseReturnValue:
    """Open a planned round before its day, after asking; never when the doctor says no."""
    found, form, session = _get(round_id), ConfirmForm(), db.session()
    cycle = cycles.get_cycle(session, cycle_id=found.cycle_id)
    if found.state is not RoundState.PLANNED or cycle.state is not CycleState.RUNNING:
        return _changed_meanwhile(found)
    checked, waits = checkup(), waiting(session, cycle=cycle)
    if form.validate_on_submit() and not checked.stops and not waits.stops:
        try:
            opened = jobs.open_round(
                stores(),
                round_id=found.id,
                now=clock.now(),
                catalogue=load_catalogue(),
                role=Role.HR,
            )
        except TooFewPeopleError as few:
            form.form_errors.append(too_few(few.invited, few.smallest_group))
        else:
            return _done(found, _("The round is open."), done=opened)
    page = render_template(
        "hr/rounds/open.html",
        asked=found,
        form=form,
        checkup=checked,
        waiting=waits,
        forecast=reporting(session, cycle=cycle),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/rounds/<uuid:round_id>/close", methods=["GET", "POST"])
def close_round(round_id: UUID) -> ResponseReturnValue:
    """Close an open round before its day, after asking why."""
    found, form = _get(round_id), ReasonForm()
    if found.state is not RoundState.OPEN:
        return _changed_meanwhile(found)
    if form.validate_on_submit():
        db.session.remove()  # an open read would keep what is burnt in the write-ahead log
        try:
            closed = _close(found, form.said())
        except closing.LostRoundError:  # its own page says so, now and later
            return redirect(url_for(".round", round_id=found.id))
        return _done(found, _("The round is closed."), done=closed)
    page = render_template(
        "hr/rounds/close.html", asked=found, form=form, days_less=_days_left(found)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/rounds/<uuid:round_id>/extend", methods=["GET", "POST"])
def extend_round(round_id: UUID) -> ResponseReturnValue:
    """Let an open round close later, after asking for how long and why."""
    found, session = _get(round_id), db.session()
    room = extending.room_to_extend(session, asked=found, now=clock.now())
    if found.state is not RoundState.OPEN:
        return _changed_meanwhile(found)
    form = ExtensionForm.of(room)
    if room.is_left and form.validate_on_submit() and _extend(found, form):
        return _done(found, _("The round closes later. People can read why."), done=True)
    page = render_template(
        "hr/rounds/extend.html", asked=found, form=form, room=room, most=extending.MOST_EXTENSIONS
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/rounds/<uuid:round_id>/cancel", methods=["GET", "POST"])
def cancel_round(round_id: UUID) -> ResponseReturnValue:
    """Cancel one round that has not opened yet, after asking why."""
    found, form = _get(round_id), ReasonForm()
    if found.state is not RoundState.PLANNED:
        return _changed_meanwhile(found)
    if form.validate_on_submit():
        return _done(found, _("The round is cancelled."), done=_cancel(found, form))
    page = render_template("hr/rounds/cancel.html", asked=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _extend(found: Round, form: ExtensionForm) -> bool:
    try:
        with transaction(db.session()) as session:
            extending.extend_round(
                session,
                round_id=found.id,
                days=form.days.data or 0,
                now=clock.now(),
                reason=form.said(),
            )
    except IllegalMoveError:
        form.form_errors.append(_("That is not possible: this round changed meanwhile."))
        return False
    return True


def _cancel(found: Round, form: ReasonForm) -> bool:
    try:
        with transaction(db.session()) as session:
            cycles.cancel_round(session, round_id=found.id, now=clock.now(), reason=form.said())
    except IllegalMoveError:
        return False
    return True


def _close(found: Round, reason: str) -> bool:
    """Close a round, and open its box here or, when it may be large, in a worker."""
    now = clock.now()
    with stores().main() as session:
        large = is_large_box(session, round_id=found.id)
    if not large:
        return closing.close_early(stores(), round_id=found.id, now=now, reason=reason)
    closed = closing.stop_round(stores(), round_id=found.id, now=now, reason=reason)
    with stores().main() as session, transaction(session):
        enqueue_finishing(session, round_id=found.id, now=now)
    wake_a_worker()
    return closed


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """A closed round that is being counted, and how much of its box is open if anybody said so."""

    percent: int | None


def _counting(found: Round, held: HeldRound | None, *, is_lost: bool) -> Counting | None:
    if found.state is not RoundState.CLOSED or held is not None or is_lost:
        return None
    return Counting(percent=find_opening(db.session(), round_id=found.id))


def _get(round_id: UUID) -> Round:
    return find_round(db.session(), round_id=RoundId(round_id)) or abort(404)


def _days_left(found: Round) -> int:
    """Return how many whole days people would still have."""
    return max(0, (found.closes_at - clock.now()).days)


def _held(found: Round) -> HeldRound | None:
    """Return a closed round that waits for the holder of its second key."""
    if found.state is not RoundState.CLOSED:
        return None
    held = held_round(stores(), round_id=found.id, holder=found.second_key_holder)
    return held if held is not None and held.waits else None


def _impossible(found: Round, waits: Waiting | None) -> frozenset[Event]:
    """Return what the stage of a round would allow and something else stands in the way of."""
    room = extending.room_to_extend(db.session(), asked=found, now=clock.now())
    held_up = {Event.OPEN} if waits is not None and waits.stops else set()
    return frozenset(held_up if room.is_left else held_up | {Event.EXTEND})


def _words(found: Round) -> dict[str, tuple[str, ...]]:
    """Return the eight words of a round in every language it is asked in; none before it opens."""
    if found.manifest_sha256 is None:
        return {}
    return {locale: eight_words(found.manifest_sha256, locale) for locale in found.locales}


def _done(found: Round, message: str, *, done: bool) -> ResponseReturnValue:
    if not done:
        return _changed_meanwhile(found)
    flash(message, "success")
    return redirect(url_for(".round", round_id=found.id))


def _changed_meanwhile(found: Round) -> ResponseReturnValue:
    flash(_("That is not possible: this round changed meanwhile."), "error")
    return redirect(url_for(".round", round_id=found.id))
