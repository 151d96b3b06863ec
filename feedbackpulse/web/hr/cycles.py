"""The cycles of the organisation: an overview, one cycle, and pausing or ending it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycle_service
from feedbackpulse.cycles.approvals import ask_where_due
from feedbackpulse.cycles.burden import TooMuchAskedError
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleError,
    CycleId,
    CycleState,
    RoundState,
    UnsafePrivacyError,
)
from feedbackpulse.cycles.load import read_burden, read_overlaps
from feedbackpulse.cycles.outlook import minutes_a_year
from feedbackpulse.cycles.slowing import speed_up_cycle as speed_up_again
from feedbackpulse.cycles.stages import stage_of_cycle
from feedbackpulse.cycles.states import Event, may, stage_of
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.programme.service import get_closures
from feedbackpulse.web.attributes import attribute_label
from feedbackpulse.web.cycle_words import holder_label
from feedbackpulse.web.hr.advice import too_much
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.council import waiting
from feedbackpulse.web.hr.cycle_forms import ConfirmForm, PrivacyForm
from feedbackpulse.web.hr.labels import cycle_label, rhythm_label
from feedbackpulse.web.hr.reason_form import ReasonForm
from feedbackpulse.web.hr.reporting import reporting
from feedbackpulse.web.hr.stages import round_labels, stage_label, turn_in_words
from feedbackpulse.web.hr.wizard import step_url, steps
from feedbackpulse.web.hr.year import plan_of_running
from feedbackpulse.web.portion import portion_of

LATEST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What somebody is asked before a cycle changes for good."""

    heading: str
    consequences: tuple[str, ...]
    button: str
    done: str


@blueprint.get("/cycles")
def cycles() -> ResponseReturnValue:
    """Show every cycle and the latest rounds."""
    session = db.session()
    every, rounds = cycle_service.list_cycles(session), cycle_service.list_rounds(session)
    shown = [each for each in reversed(rounds) if each.state is not RoundState.CANCELLED][:LATEST]
    return render_template(
        "hr/cycles/index.html",
        cycles=every,
        rounds=shown,
        cycle_label=cycle_label,
        round_labels=round_labels(session, shown, every),
        rhythm_label=rhythm_label,
        step_count=len(steps()),
        burden=read_burden(session, catalogue=load_catalogue()),
        overlaps=read_overlaps(session, now=clock.now()),
        form=ConfirmForm(),
    )


@blueprint.get("/cycles/<uuid:cycle_id>")
def cycle(cycle_id: UUID) -> ResponseReturnValue:
    """Show one cycle; a draft goes on where it was left."""
    found, session = _get(cycle_id), db.session()
    if found.state is CycleState.DRAFT:
        return redirect(step_url(found))
    rounds = cycle_service.list_rounds(session, cycle_id=found.id)
    now, catalogue = clock.now(), load_catalogue()
    forecast = reporting(session, cycle=found)
    return render_template(
        "hr/cycles/cycle.html",
        cycle=found,
        rounds=list(reversed(rounds)),
        plan=plan_of_running(session, found, rounds, catalogue, now=now),
        minutes=minutes_a_year(found, catalogue, get_closures(session)),
        reporting=forecast,
        teams=portion_of(forecast.teams, name=lambda row: row.team.name),
        catalogue=catalogue,
        state=found.state,
        cycle_label=cycle_label,
        round_labels=round_labels(session, rounds, [found]),
        stage=stage_of_cycle(session, cycle=found),
        stage_label=stage_label,
        turn_in_words=turn_in_words,
        rhythm_label=rhythm_label,
        waiting=waiting(session, cycle=found),
        holder_label=holder_label,
        attribute_label=attribute_label,
    )


@blueprint.route("/cycles/<uuid:cycle_id>/pause", methods=["GET", "POST"])
def pause_cycle(cycle_id: UUID) -> ResponseReturnValue:
    """Let no further round open, after asking."""
    found = _get(cycle_id)
    question = Question(
        heading=_("Pause “%(title)s”?", title=found.title),
        consequences=(
            _("No new round opens until you resume."),
            _("A round that is open now goes on, closes on its day and is released."),
            _("You can resume whenever you like."),
        ),
        button=_("Pause"),
        done=_("%(title)s is paused.", title=found.title),
    )
    return _confirm(found, Event.PAUSE, question, cycle_service.pause_cycle)


@blueprint.route("/cycles/<uuid:cycle_id>/resume", methods=["GET", "POST"])
def resume_cycle(cycle_id: UUID) -> ResponseReturnValue:
    """Let a paused cycle run again, after asking."""
    found = _get(cycle_id)
    question = Question(
        heading=_("Resume “%(title)s”?", title=found.title),
        consequences=(
            _("The next round opens on its planned day."),
            _("A round whose time is more than half over moves to the next planned day."),
        ),
        button=_("Resume"),
        done=_("%(title)s is running again.", title=found.title),
    )
    resume = partial(cycle_service.resume_cycle, catalogue=load_catalogue())
    return _confirm(found, Event.RESUME, question, resume)


@blueprint.route("/cycles/<uuid:cycle_id>/end", methods=["GET", "POST"])
def end_cycle(cycle_id: UUID) -> ResponseReturnValue:
    """End a cycle for good, after asking."""
    found = _get(cycle_id)
    question = Question(
        heading=_("End “%(title)s”?", title=found.title),
        consequences=(
            _("No new round opens. The planned round is cancelled."),
            _("A round that is open now goes on, closes on its day and is released."),
            _("All earlier outcomes stay."),
            _("You cannot undo this. You can start a new cycle."),
        ),
        button=_("End this cycle"),
        done=_("%(title)s has ended.", title=found.title),
    )
    return _confirm(found, Event.END, question, cycle_service.end_cycle)


@blueprint.route("/cycles/<uuid:cycle_id>/as-before", methods=["GET", "POST"])
def speed_up_cycle(cycle_id: UUID) -> ResponseReturnValue:
    """Let a cycle that was slowed ask as often as before, after asking why."""
    found = _get(cycle_id)
    if not found.slowed:
        return redirect(url_for(".cycle", cycle_id=found.id))
    question = Question(
        heading=_("Let “%(title)s” ask as often as before?", title=found.title),
        consequences=(
            _("It was slowed, because fewer than half of the people took part in two rounds."),
            _("When you go back, rounds come twice as often as now."),
            _("First show people what you did with their answers. That helps more."),
            _("If fewer than half take part twice again, it is slowed again."),
        ),
        button=_("Ask as often as before"),
        done=_("%(title)s asks as often as before.", title=found.title),
    )
    speed_up = partial(speed_up_again, catalogue=load_catalogue())
    return _confirm(found, Event.RHYTHM, question, speed_up)


@blueprint.route("/cycles/<uuid:cycle_id>/discard", methods=["GET", "POST"])
def discard_draft(cycle_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, after asking."""
    found, form = _get(cycle_id), ConfirmForm()
    if found.state is not CycleState.DRAFT:
        return redirect(url_for(".cycle", cycle_id=found.id))
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            cycle_service.discard_draft(session, cycle_id=found.id)
        flash(_("The draft is gone."), "success")
        return redirect(url_for(".cycles"))
    return render_template("hr/cycles/discard.html", cycle=found, form=form)


@blueprint.route("/cycles/<uuid:cycle_id>/stricter", methods=["GET", "POST"])
def raise_privacy(cycle_id: UUID) -> ResponseReturnValue:
    """Raise the privacy numbers of a cycle that has started."""
    found = _get(cycle_id)
    if found.state in {CycleState.DRAFT, CycleState.ENDED}:
        return redirect(url_for(".cycle", cycle_id=found.id))
    form = PrivacyForm.of(found.privacy, lowest=found.privacy)
    if form.validate_on_submit() and _raise(found, form):
        flash(_("Saved. The stricter numbers count from the next round."), "success")
        return redirect(url_for(".cycle", cycle_id=found.id))
    page = render_template("hr/cycles/stricter.html", cycle=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _raise(found: Cycle, form: PrivacyForm) -> bool:
    try:
        with transaction(db.session()) as session:
            now = clock.now()
            cycle_service.raise_privacy(session, cycle_id=found.id, privacy=form.privacy(), now=now)
            ask_where_due(session, now=now)
    except UnsafePrivacyError:
        form.form_errors.append(_("Somebody raised these numbers meanwhile. They never go down."))
        return False
    return True


def _get(cycle_id: UUID) -> Cycle:
    found = cycle_service.find_cycle(db.session(), cycle_id=CycleId(cycle_id))
    return found or abort(404)


def _confirm(
    found: Cycle, event: Event, question: Question, change: Callable[..., object]
) -> ResponseReturnValue:
    """Ask, with a reason, before a cycle is changed; say what became of it."""
    form, back = ReasonForm(), redirect(url_for(".cycle", cycle_id=found.id))
    if not may(stage_of(found.state), event) or found.state is CycleState.DRAFT:
        flash(_("That is not possible: this cycle changed meanwhile."), "error")
        return back
    if not form.validate_on_submit():
        page = render_template("hr/cycles/confirm.html", cycle=found, form=form, question=question)
        return page, 422 if form.is_submitted() else 200
    try:
        with transaction(db.session()) as session:
            change(session, cycle_id=found.id, now=clock.now(), reason=form.said())
    except TooMuchAskedError as much:
        flash(too_much(much.minutes, much.limit), "error")
    except CycleError:
        flash(_("That is not possible: this cycle changed meanwhile."), "error")
    else:
        flash(question.done, "success")
    return back
