"""Reflecting on oneself: where it begins, and what I wrote before. Only ever one's own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.checkpoints.domain import Catalogue, Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans, rhythms
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import Reflection, ReflectionKind
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan_words import sentence_of
from feedbackpulse.web.employee.reflect_forms import PromptForm
from feedbackpulse.web.employee.reflect_mine import (
    moment_is_over,
    my_reflection,
    my_reflections,
    my_running,
    way_on,
)
from feedbackpulse.web.employee.reflect_steps import (
    FIRST_PROMPT,
    every_prompt,
    prompt_of_week,
    steps_of,
)
from feedbackpulse.web.employee.rhythm import my_moment
from feedbackpulse.web.identity import today


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What I wrote under one prompt."""

    prompt: Item
    text: str


@blueprint.route("/reflect", methods=["GET", "POST"])
def reflect() -> ResponseReturnValue:
    """Show what I can begin or go on with, ask one small thing, and list what I did."""
    catalogue, mine, notebook = load_catalogue(), my_reflections(), my_notebook()
    prompt = _asked(catalogue, mine)
    form = PromptForm(data={"prompt": prompt.code})
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            reflections.keep_words(
                session,
                notebook=notebook,
                prompt=catalogue.item(prompt.code),
                text=form.words.data or "",
                today=today(),
            )
        flash(_("Saved. You find it below, and only you do."), "success")
        return redirect(url_for(".reflect"))
    page = render_template(
        "employee/reflect/index.html",
        form=form,
        prompt=prompt,
        turn=_turn(),
        running=my_running(mine, ReflectionKind.LARGE),
        running_short=my_running(mine, ReflectionKind.SMALL),
        finished=[one for one in reversed(mine) if one.is_finished],
        sentences=[
            sentence_of(plan) for plan in plans.running_plans(db.session(), notebook=notebook)
        ],
        moment=my_moment(notebook),
        rhythm=rhythms.get_rhythm(db.session(), notebook=notebook),
        catalogue=catalogue,
    )
    return page, 422 if form.is_submitted() else 200


def _turn() -> int:
    """Return how often I asked for another question."""
    return abs(request.args.get("other", default=0, type=int))


def _asked(catalogue: Catalogue, mine: tuple[Reflection, ...]) -> Item:
    """Return the prompt that is on the page: the one that was sent, or this week's."""
    sent = request.form.get("prompt")
    known = {prompt.code: prompt for prompt in every_prompt(catalogue)}
    if sent in known:
        return known[sent]
    if not mine and not _turn():
        return known[FIRST_PROMPT]
    return prompt_of_week(catalogue, today(), turn=_turn())


@blueprint.get("/reflect/<uuid:reflection_id>")
def reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Show a finished reflection, or go on with one that is not."""
    mine, catalogue = my_reflection(reflection_id), load_catalogue()
    if not mine.is_finished:
        return redirect(way_on(mine))
    steps = steps_of(mine, catalogue)
    asked = {step.prompt.code for step in steps if step.prompt}
    return render_template(
        "employee/reflect/reading.html",
        reflection=mine,
        steps=steps,
        others=[
            Written(prompt=catalogue.item(words.prompt), text=words.text)
            for words in mine.words
            if words.prompt not in asked
        ],
        catalogue=catalogue,
    )


@blueprint.route("/reflect/<uuid:reflection_id>/delete", methods=["GET", "POST"])
def delete_reflection(reflection_id: UUID) -> ResponseReturnValue:
    """Ask whether to delete one reflection, and do it."""
    mine, notebook = my_reflection(reflection_id), my_notebook()
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            reflections.delete_reflection(session, notebook=notebook, reflection_id=mine.id)
            moment_is_over(session, notebook)
        flash(_("The reflection is deleted."), "success")
        return redirect(url_for(".reflect"))
    return render_template("employee/reflect/delete.html", reflection=mine)


@blueprint.route("/reflect/delete", methods=["GET", "POST"])
def delete_reflections() -> ResponseReturnValue:
    """Ask whether to delete all my reflections, and do it."""
    notebook = my_notebook()
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            reflections.delete_all(session, notebook=notebook)
            moment_is_over(session, notebook)
        flash(_("All your reflections are deleted."), "success")
        return redirect(url_for(".reflect"))
    return render_template("employee/reflect/delete_all.html", count=len(my_reflections()))


@blueprint.get("/reflect/download")
def download_reflections() -> Response:
    """Hand me everything I reflected, as a file."""
    response = jsonify(reflections.export(db.session(), notebook=my_notebook()))
    response.headers["Content-Disposition"] = "attachment; filename=my-reflections.json"
    return response
