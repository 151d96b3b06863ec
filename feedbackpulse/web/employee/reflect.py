"""Reflecting on oneself: only ever one's own, whatever the address says."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import (
    FinishedError,
    Reflection,
    ReflectionId,
    ReflectionNotFoundError,
)
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.reflect_forms import SKIPPED, StartForm, StepForm
from feedbackpulse.web.employee.reflect_growth import growth_of, picture_of
from feedbackpulse.web.employee.reflect_profile import compare, days_of, drawing, highlight
from feedbackpulse.web.employee.reflect_steps import (
    Step,
    count_facets,
    next_step,
    proposal,
    reflectable,
    steps_of,
)
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.identity import me, today


def _mine(reflection_id: UUID) -> Reflection:
    """Return my reflection with that id; anybody else's does not exist."""
    return reflections.get_reflection(
        db.session(), owner=me().id, reflection_id=ReflectionId(reflection_id)
    )


@blueprint.errorhandler(ReflectionNotFoundError)
def show_missing(_error: ReflectionNotFoundError) -> ResponseReturnValue:
    """Say the same about somebody else's reflection as about one that never was."""
    return show_error(NotFound())


def _all_mine() -> tuple[Reflection, ...]:
    return reflections.list_reflections(db.session(), owner=me().id)


@blueprint.get("/reflect")
def reflect() -> ResponseReturnValue:
    """List my reflections, and begin or go on."""
    mine = _all_mine()
    return render_template(
        "employee/reflect/index.html",
        running=next((one for one in mine if not one.is_finished), None),
        finished=[one for one in reversed(mine) if one.is_finished],
        catalogue=load_catalogue(),
    )


@blueprint.route("/reflect/start", methods=["GET", "POST"])
def start_reflection() -> ResponseReturnValue:
    """Choose what to reflect on, and begin."""
    mine, catalogue, owner = _all_mine(), load_catalogue(), me().id
    form = StartForm(data={"checkpoints": proposal(mine, catalogue)})
    form.offer(catalogue, str(get_locale()))
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            started = reflections.start_reflection(
                session, owner=owner, checkpoints=form.checkpoints.data or [], today=today()
            )
        return redirect(_way_on(started))
    running = next((one for one in mine if not one.is_finished), None)
    if running is not None:
        return redirect(_way_on(running))
    parts = {point.code: count_facets(catalogue, [point.code]) for point in reflectable(catalogue)}
    page = render_template(
        "employee/reflect/start.html", form=form, parts=parts, points=reflectable(catalogue)
    )
    return page, 422 if form.is_submitted() else 200


def _way_on(reflection: Reflection) -> str:
    step = next_step(reflection, steps_of(reflection, load_catalogue()))
    if step is None:
        return url_for(".finish_reflection", reflection_id=reflection.id)
    return url_for(".reflect_step", reflection_id=reflection.id, number=step.number)


@blueprint.get("/reflect/<uuid:reflection_id>")
def reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Show a finished reflection, or go on with one that is not."""
    mine, catalogue = _mine(reflection_id), load_catalogue()
    if not mine.is_finished:
        return redirect(_way_on(mine))
    return render_template(
        "employee/reflect/reading.html",
        reflection=mine,
        steps=steps_of(mine, catalogue),
        catalogue=catalogue,
    )


@blueprint.route("/reflect/<uuid:reflection_id>/<int:number>", methods=["GET", "POST"])
def reflect_step(reflection_id: UUID, number: int) -> ResponseReturnValue:
    """Show one item, and save it before going on."""
    mine, catalogue = _mine(reflection_id), load_catalogue()
    steps = steps_of(mine, catalogue)
    if not 1 <= number <= len(steps):
        abort(404)
    if mine.is_finished:
        return redirect(url_for(".reflection", reflection_id=mine.id))
    step = steps[number - 1]
    form = StepForm(data=_filled_in(mine, step))
    if form.validate_on_submit():
        _save(mine, step, form, me().id)
        return redirect(_after(mine, number, len(steps)))
    page = render_template(
        "employee/reflect/step.html",
        form=form,
        reflection=mine,
        step=step,
        total=len(steps),
        catalogue=catalogue,
    )
    return page, 422 if form.is_submitted() else 200


def _filled_in(mine: Reflection, step: Step) -> dict[str, str | None]:
    rating = mine.rating_of(step.item.code)
    given = None if rating is None else SKIPPED if rating.value is None else str(rating.value)
    return {"value": given, "words": mine.words_of(step.prompt.code) if step.prompt else ""}


def _save(mine: Reflection, step: Step, form: StepForm, owner: PersonId) -> None:
    try:
        with transaction(db.session()) as session:
            reflections.rate(
                session,
                owner=owner,
                reflection_id=mine.id,
                item=step.item,
                value=form.rating(),
            )
            if step.prompt is not None:
                reflections.write(
                    session,
                    owner=owner,
                    reflection_id=mine.id,
                    prompt=step.prompt,
                    text=form.words.data or "",
                )
    except FinishedError:
        flash(_("This reflection is finished, so it stays as it is."), "error")


def _after(mine: Reflection, number: int, total: int) -> str:
    if request.form.get("then") == "stop":
        flash(_("Saved. You can go on later."), "success")
        return url_for(".reflect")
    if "check" in request.args or number == total:
        return url_for(".finish_reflection", reflection_id=mine.id)
    return url_for(".reflect_step", reflection_id=mine.id, number=number + 1)


@blueprint.route("/reflect/<uuid:reflection_id>/finish", methods=["GET", "POST"])
def finish_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Show what I filled in, and close the reflection."""
    mine, catalogue, owner = _mine(reflection_id), load_catalogue(), me().id
    if not mine.is_finished and FlaskForm().validate_on_submit():
        with suppress(FinishedError), transaction(db.session()) as session:
            reflections.finish_reflection(
                session, owner=owner, reflection_id=mine.id, today=today()
            )
        flash(_("Your reflection is finished. Thank you for taking the time."), "success")
        return redirect(url_for(".strengths"))
    if mine.is_finished:
        return redirect(url_for(".strengths"))
    return render_template(
        "employee/reflect/check.html",
        reflection=mine,
        steps=steps_of(mine, catalogue),
        catalogue=catalogue,
    )


@blueprint.route("/reflect/<uuid:reflection_id>/delete", methods=["GET", "POST"])
def delete_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Ask whether to delete one reflection, and do it."""
    mine, owner = _mine(reflection_id), me().id
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            reflections.delete_reflection(session, owner=owner, reflection_id=mine.id)
        flash(_("The reflection is deleted."), "success")
        return redirect(url_for(".reflect"))
    return render_template("employee/reflect/delete.html", reflection=mine)


@blueprint.route("/reflect/delete", methods=["GET", "POST"])
def delete_reflections() -> ResponseReturnValue:
    """Ask whether to delete all my reflections, and do it."""
    owner = me().id
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            reflections.delete_all(session, owner=owner)
        flash(_("All your reflections are deleted."), "success")
        return redirect(url_for(".reflect"))
    return render_template("employee/reflect/delete_all.html", count=len(_all_mine()))


@blueprint.get("/reflect/download")
def download_reflections() -> Response:
    """Hand me everything I reflected, as a file."""
    response = jsonify(
        {
            "reflections": [
                {
                    "number": one.number,
                    "started_on": one.started_on.isoformat(),
                    "finished_on": one.finished_on.isoformat() if one.finished_on else None,
                    "checkpoints": one.checkpoints,
                    "ratings": [
                        {"item": r.item, "version": r.item_version, "value": r.value}
                        for r in one.ratings
                    ],
                    "words": [
                        {"prompt": w.prompt, "version": w.prompt_version, "text": w.text}
                        for w in one.words
                    ],
                }
                for one in _all_mine()
            ]
        }
    )
    response.headers["Content-Disposition"] = "attachment; filename=my-reflections.json"
    return response


@blueprint.get("/reflect/strengths")
def strengths() -> ResponseReturnValue:
    """Show my strengths, where I can grow, and what changed."""
    catalogue, locale = load_catalogue(), str(get_locale())
    mine = _all_mine()
    finished = [one for one in mine if one.is_finished]
    profile, growth = profile_of(finished), growth_of(finished, catalogue, locale)
    return render_template(
        "employee/reflect/strengths.html",
        profile=profile,
        finished=[one for one in finished if one.scores()],
        has_running=len(finished) < len(mine),
        strengths=[highlight(facet, catalogue) for facet in profile.strengths],
        improvement_areas=[highlight(facet, catalogue) for facet in profile.improvement_areas],
        comparison=compare(finished, catalogue, request.args.get("since", type=int)),
        drawing=drawing(profile, catalogue, locale) if profile.facets else None,
        growth=growth,
        growth_picture=picture_of(growth) if growth else None,
        days=days_of(finished),
        catalogue=catalogue,
    )
