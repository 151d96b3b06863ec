"""Give a colleague a compliment: look at it first, then leave it. Who gave it is kept nowhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.reflection.compliments import give_compliment
from feedbackpulse.reflection.domain import ReflectionError
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.colleagues import SHORTEST_SEARCH, Colleague, team_mates
from feedbackpulse.web.employee.compliment_form import ComplimentForm
from feedbackpulse.web.identity import me


@blueprint.route("/share/compliment", methods=["GET", "POST"])
def compliment() -> ResponseReturnValue:
    """Choose a colleague and what they did well, look at it, and only then leave it."""
    form = ComplimentForm.of(load_catalogue(), str(get_locale()))
    colleague = form.find(db.session(), others=team_mates(db.session()))
    then = request.form.get("then", "")
    if then not in {"look", "give"}:
        return _form_page(form)
    if not form.validate() or colleague is None:
        return _form_page(form), 422
    if then == "give":
        return _give(form, colleague)
    return render_template(
        "employee/compliment/preview.html",
        form=form,
        colleague=colleague,
        shown=form.compliment(me().name),
        facet=load_catalogue().facet(form.facet.data or ""),
    )


def _form_page(form: ComplimentForm) -> str:
    searched = len((form.search.data or "").strip()) >= SHORTEST_SEARCH
    return render_template("employee/compliment/new.html", form=form, searched=searched)


def _give(form: ComplimentForm, colleague: Colleague) -> ResponseReturnValue:
    given, giver, keys = form.compliment(me().name), me().id, stores().keys
    about = form.about(colleague.id, me().name)
    try:
        with transaction(db.session()) as session:
            give_compliment(
                session, keys=keys, giver=giver, to=colleague.id, compliment=given, about=about
            )
    except ReflectionError:
        form.form_errors.append(_("Something changed meanwhile. Look at your choices once more."))
        return _form_page(form), 422
    flash(_("Your compliment is there for %(name)s.", name=colleague.name), "success")
    return redirect(url_for(".compliment"))
