"""Another rhythm for a cycle that runs: looked at first, and then from its next round on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import has_council
from feedbackpulse.cycles.burden import TooMuchAskedError
from feedbackpulse.cycles.domain import Cycle, CycleError, CycleId, CycleState, InvalidCycleError
from feedbackpulse.cycles.rhythm import Turn, in_new_rhythm, turn_of
from feedbackpulse.cycles.rhythm import change_rhythm as change
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.programme.service import get_closures
from feedbackpulse.web.hr.advice import too_much
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.reason_form import ReasonForm
from feedbackpulse.web.hr.rhythm_form import RhythmForm
from feedbackpulse.web.hr.year import Plan, plan_of

SAVE = "save"


class NewRhythmForm(RhythmForm, ReasonForm):
    """Another rhythm, and why."""


@blueprint.route("/cycles/<uuid:cycle_id>/new-rhythm", methods=["GET", "POST"])
def change_rhythm(cycle_id: UUID) -> ResponseReturnValue:
    """Show what another rhythm leads to, and let the cycle go on in it."""
    found = cycles.find_cycle(db.session(), cycle_id=CycleId(cycle_id)) or abort(404)
    if found.state not in {CycleState.RUNNING, CycleState.PAUSED}:
        return redirect(url_for(".cycle", cycle_id=found.id))
    turn = turn_of(db.session(), cycle=found)
    form = NewRhythmForm(data=_start(found, turn))
    plan = None
    if form.validate_on_submit():
        plan = _plan(in_new_rhythm(found, turn, form.chosen()), turn)
        if not plan.lines:
            form.first_day.errors = [_("No round is still to come. Choose another first day.")]
        elif request.form.get("action") == SAVE and _is_changed(found, form):
            flash(_("Saved. The new rhythm counts from the next round."), "success")
            return redirect(url_for(".cycle", cycle_id=found.id))
    page = render_template(
        "hr/rhythm/change.html",
        cycle=found,
        form=form,
        plan=plan if plan and plan.lines else _plan(found, turn),
        looks=bool(plan and plan.lines),
        turn=turn,
        catalogue=load_catalogue(),
        council=has_council(db.session()),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _is_changed(found: Cycle, form: NewRhythmForm) -> bool:
    try:
        with transaction(db.session()) as session:
            change(
                session,
                cycle_id=found.id,
                chosen=form.chosen(),
                reason=form.said(),
                now=clock.now(),
                catalogue=load_catalogue(),
            )
    except InvalidCycleError:
        form.first_day.errors = [_("No round is still to come. Choose another first day.")]
    except TooMuchAskedError as much:
        form.form_errors.append(too_much(much.minutes, much.limit))
    except CycleError:
        form.form_errors.append(_("That is not possible: this cycle changed meanwhile."))
    else:
        return True
    return False


def _plan(cycle: Cycle, turn: Turn) -> Plan:
    closures = get_closures(db.session())
    return plan_of(cycle, load_catalogue(), closures, now=clock.now(), turn=turn)


def _start(found: Cycle, turn: Turn) -> dict[str, object]:
    """Return what holds now, from a Monday on which no round is open any more."""
    today = clock.local_day(max(clock.now(), turn.clear_of or clock.now()), found.zone)
    monday = today + timedelta(days=7 - today.weekday())
    return {**RhythmForm.start(found), "first_day": monday}
