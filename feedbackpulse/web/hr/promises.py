"""What was promised in the whole organisation, and a new promise for everybody or for a team."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.promises import service
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.promises.listing import wanted
from feedbackpulse.web.promises.view import show_promises
from feedbackpulse.web.promises.writing import (
    asked_scope,
    is_preview,
    make,
    new_form,
    preview,
    scopes_of_hr,
)


@blueprint.get("/promises")
def promises() -> str:
    """Show every promise there is, what is due first first."""
    session = db.session()
    shown = show_promises(service.list_promises(session), tree=people.team_tree(session))
    return render_template("hr/promises/list.html", choice=wanted(shown, ".promises"))


@blueprint.route("/promises/new", methods=["GET", "POST"])
def new_promise() -> ResponseReturnValue:
    """Promise something to everybody or to a team; how it will look is shown beforehand."""
    session = db.session()
    tree = people.team_tree(session)
    form = new_form(session, tree, scopes=scopes_of_hr(tree), scope=asked_scope())
    is_right = form.validate_on_submit()
    if is_right and not is_preview():
        with transaction(session):
            promise = make(session, form, as_hr=True)
        flash(_("It is there for everybody whom it concerns."), "success")
        return redirect(url_for("employee.promise", promise_id=promise.id))
    page = render_template(
        "hr/promises/new.html",
        form=form,
        shown=preview(session, tree, form) if is_right else None,
    )
    return page, 422 if form.errors else 200
