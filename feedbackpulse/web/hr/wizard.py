"""Configuring a cycle in seven steps, each of them saved as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import has_council
from feedbackpulse.cycles.burden import TooMuchAskedError
from feedbackpulse.cycles.domain import (
    LOCALES,
    Cycle,
    CycleId,
    CycleNotFoundError,
    CycleState,
    IllegalMoveError,
    draft_cycle,
)
from feedbackpulse.cycles.own_items import add_own_item, questions_to_choose
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId
from feedbackpulse.programme.service import get_closures, get_programme
from feedbackpulse.web.attributes import attribute_label
from feedbackpulse.web.cycle_words import holder_label
from feedbackpulse.web.hr.advice import (
    hints_about,
    leadership_turns,
    preview_sections,
    too_much,
    why_it_cannot_start,
)
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.checkup import checkup
from feedbackpulse.web.hr.consequences import consequences
from feedbackpulse.web.hr.cycle_forms import (
    ConfirmForm,
    LanguagesForm,
    WhomForm,
)
from feedbackpulse.web.hr.privacy_form import ProtectionForm
from feedbackpulse.web.hr.question_form import WhatForm
from feedbackpulse.web.hr.rhythm_form import RhythmForm
from feedbackpulse.web.hr.year import Plan, plan_of
from feedbackpulse.web.portion import MOST

STAY, LATER, SHOW = "stay", "later", "show"
EMPLOYEE_BLOCKS = (1, 2, 3, 4, 5, 6)
LEADERSHIP_BLOCKS = (7, 8, 9, 10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of the wizard."""

    number: int
    endpoint: str
    label: str


def steps() -> tuple[Step, ...]:
    """Return the steps, in order."""
    named = (
        ("cycle_what", _("Questions")),
        ("cycle_whom", _("For whom")),
        ("cycle_privacy", _("Privacy")),
        ("cycle_rhythm", _("Rhythm")),
        ("cycle_languages", _("Name and languages")),
        ("cycle_preview", _("Preview")),
        ("cycle_check", _("Check and start")),
    )
    return tuple(
        Step(number=number, endpoint=f"hr.{name}", label=label)
        for number, (name, label) in enumerate(named, 1)
    )


def step_url(cycle: Cycle) -> str:
    """Return the address of the step at which a draft was left."""
    every = steps()
    step = every[min(cycle.step, len(every)) - 1]
    return url_for(step.endpoint, cycle_id=cycle.id)


@blueprint.post("/cycles/new")
def draft() -> ResponseReturnValue:
    """Begin a new cycle with choices that suit most organisations."""
    zone = current_settings().zone
    first_day = _monday_after(clock.local_day(clock.now(), zone))
    cycle = draft_cycle(
        cycle_id=CycleId(uuid4()),
        title=_("Listening %(year)s", year=first_day.year),
        first_day=first_day,
        zone=zone,
        blocks=EMPLOYEE_BLOCKS,
        leadership_blocks=LEADERSHIP_BLOCKS,
    )
    with transaction(db.session()) as session:
        cycles.save_draft(session, cycle=cycle)
    return redirect(url_for(".cycle_what", cycle_id=cycle.id))


@blueprint.route("/cycles/<uuid:cycle_id>/what", methods=["GET", "POST"])
def cycle_what(cycle_id: UUID) -> ResponseReturnValue:
    """Choose the questions, write one, and see what may make it hard to answer."""
    cycle, catalogue = _draft(cycle_id), load_catalogue()
    form = WhatForm.of(cycle, catalogue.blocks, questions_to_choose(db.session(), cycle=cycle))
    if form.validate_on_submit():
        # Whoever just wrote a question sees the hints about it before going on.
        look_again = form.is_written and bool(hints_about(form.wording))
        written = (form.wording, form.kind.data) if form.is_written else None
        return _save(cycle, 1, dict(form.choices_made()), stay=look_again, written=written)
    page = render_template(
        "hr/wizard/what.html",
        form=form,
        hints=[(q.text, found) for q in form.own_questions() if (found := hints_about(q.text))],
        leadership_turns=leadership_turns(cycle),
        **_context(cycle, 1),
    )
    return page, _status(form)


@blueprint.route("/cycles/<uuid:cycle_id>/whom", methods=["GET", "POST"])
def cycle_whom(cycle_id: UUID) -> ResponseReturnValue:
    """Choose everybody or some teams, and see which teams get results of their own."""
    cycle = _draft(cycle_id)
    ordered = people.team_tree(db.session()).ordered()
    form = WhomForm.of(cycle, ((str(team.id), team.name) for _depth, team in ordered))
    if form.validate_on_submit():
        return _save(cycle, 2, _asking(form.chosen(), cycle))
    depths = {str(team.id): depth for depth, team in ordered}
    page = render_template(
        "hr/wizard/whom.html", form=form, depths=depths, most=MOST, **_context(cycle, 2)
    )
    return page, _status(form)


def _asking(teams: frozenset[TeamId] | None, cycle: Cycle) -> dict[str, Any]:
    """Return whom a draft asks; what people want to learn is asked of everybody, or of nobody."""
    return {"teams": teams, "asks_learning": cycle.asks_learning and teams is None}


@blueprint.route("/cycles/<uuid:cycle_id>/privacy", methods=["GET", "POST"])
def cycle_privacy(cycle_id: UUID) -> ResponseReturnValue:
    """Choose how many answers it takes before anything is shown, and what people may tell."""
    cycle = _draft(cycle_id)
    form = ProtectionForm.of_cycle(cycle)
    if form.validate_on_submit():
        return _save(cycle, 3, dict(form.choices_made()))
    page = render_template("hr/wizard/privacy.html", form=form, **_context(cycle, 3))
    return page, _status(form)


@blueprint.route("/cycles/<uuid:cycle_id>/rhythm", methods=["GET", "POST"])
def cycle_rhythm(cycle_id: UUID) -> ResponseReturnValue:
    """Choose how often, from when and for how long; look at the dates before they are saved."""
    cycle = _draft(cycle_id)
    form = RhythmForm.of(cycle)
    if form.validate_on_submit():
        chosen = asdict(form.chosen())
        if not _asked_for(SHOW):
            return _save(cycle, 4, chosen)
        return _rhythm_page(form, replace(cycle, **chosen), looks=True)
    return _rhythm_page(form, cycle, looks=False), _status(form)


def _rhythm_page(form: RhythmForm, cycle: Cycle, *, looks: bool) -> str:
    return render_template(
        "hr/wizard/rhythm.html", form=form, looks=looks, plan=_plan(cycle), **_context(cycle, 4)
    )


def _plan(cycle: Cycle) -> Plan:
    closures = get_closures(db.session())
    return plan_of(cycle, load_catalogue(), closures, now=clock.now())


@blueprint.route("/cycles/<uuid:cycle_id>/languages", methods=["GET", "POST"])
def cycle_languages(cycle_id: UUID) -> ResponseReturnValue:
    """Choose the name and the languages."""
    cycle = _draft(cycle_id)
    form = LanguagesForm.of(cycle)
    if form.validate_on_submit():
        chosen = tuple(locale for locale in LOCALES if locale in form.data["locales"])
        return _save(cycle, 5, {"title": form.data["title"], "locales": chosen})
    page = render_template("hr/wizard/languages.html", form=form, **_context(cycle, 5))
    return page, _status(form)


@blueprint.route("/cycles/<uuid:cycle_id>/preview", methods=["GET", "POST"])
def cycle_preview(cycle_id: UUID) -> ResponseReturnValue:
    """Show every question the way an employee will see it."""
    cycle, form = _draft(cycle_id), ConfirmForm()
    if form.validate_on_submit():
        return _save(cycle, 6, {})
    wanted = request.args.get("language", str(get_locale()))
    language = wanted if wanted in cycle.locales else cycle.locales[0]
    page = render_template(
        "hr/wizard/preview.html",
        form=form,
        language=language,
        sections=preview_sections(
            cycle, load_catalogue(), language, get_programme(db.session()).customer_word
        ),
        **_context(cycle, 6),
    )
    return page, _status(form)


@blueprint.route("/cycles/<uuid:cycle_id>/check", methods=["GET", "POST"])
def cycle_check(cycle_id: UUID) -> ResponseReturnValue:
    """Say in words what will happen, and start it."""
    cycle, form = _draft(cycle_id), ConfirmForm()
    context = _context(cycle, 7)
    if form.validate_on_submit():
        if _asked_for(LATER):
            return _save(cycle, 7, {})
        problem = why_it_cannot_start(context["outcome"])
        if problem is None:
            try:
                return _start(cycle)
            except TooMuchAskedError as much:  # a colleague started another one meanwhile
                problem = too_much(much.minutes, much.limit)
        form.form_errors.append(problem)
    page = render_template(
        "hr/wizard/check.html",
        form=form,
        checkup=checkup(),
        plan=_plan(cycle),
        attribute_label=attribute_label,
        holder_label=holder_label,
        council=has_council(db.session()),
        **context,
    )
    return page, _status(form)


def _start(cycle: Cycle) -> ResponseReturnValue:
    with _only_drafts(cycle), transaction(db.session()) as session:
        cycles.start_cycle(session, cycle_id=cycle.id, now=clock.now(), catalogue=load_catalogue())
    flash(_("%(title)s is running.", title=cycle.title), "success")
    return redirect(url_for(".cycle", cycle_id=cycle.id))


def _save(
    cycle: Cycle,
    number: int,
    changes: dict[str, Any],
    *,
    stay: bool = False,
    written: tuple[LocalText, str] | None = None,
) -> ResponseReturnValue:
    """Save one step on top of what others saved meanwhile, and go where was asked."""
    with _only_drafts(cycle), transaction(db.session()) as session:
        latest = cycles.get_cycle(session, cycle_id=cycle.id)
        if written is not None:
            (text, scale), on = written, clock.local_day(clock.now(), cycle.zone)
            own = add_own_item(session, text=text, scale=scale, on=on).question
            changes["own_questions"] = (*changes["own_questions"], own)
        changes["step"] = max(latest.step, number + 1)
        cycles.save_draft(session, cycle=replace(latest, **changes))
    every = steps()
    if _asked_for(LATER):
        flash(_("Saved. You can go on later."), "success")
        return redirect(url_for(".cycles"))
    here = number if stay or _asked_for(STAY) else min(number + 1, len(every))
    return redirect(url_for(every[here - 1].endpoint, cycle_id=cycle.id))


def _asked_for(action: str) -> bool:
    return request.form.get("action") == action


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200


def _draft(cycle_id: UUID) -> Cycle:
    cycle = cycles.find_cycle(db.session(), cycle_id=CycleId(cycle_id))
    if cycle is None:
        abort(404)
    if cycle.state is not CycleState.DRAFT:
        abort(_already_started(cycle))
    return cycle


@contextmanager
def _only_drafts(cycle: Cycle) -> Iterator[None]:
    """Send whoever was too late to the page of the cycle that runs by now."""
    try:
        yield
    except (IllegalMoveError, CycleNotFoundError):
        abort(_already_started(cycle))


def _already_started(cycle: Cycle) -> Response:
    flash(_("This cycle has already started. Its questions no longer change."), "error")
    return make_response(redirect(url_for(".cycle", cycle_id=cycle.id)))


def _context(cycle: Cycle, number: int) -> dict[str, Any]:
    catalogue = load_catalogue()
    return {
        "cycle": cycle,
        "catalogue": catalogue,
        "steps": steps(),
        "step": steps()[number - 1],
        "outcome": consequences(db.session(), cycle=cycle, catalogue=catalogue, now=clock.now()),
    }


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
