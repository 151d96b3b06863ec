"""What a lead promises to a team: the list, and a new one."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.access.domain import Viewer, leads_unit
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId, TeamTree, UnitKey
from feedbackpulse.promises import service
from feedbackpulse.web.identity import me
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.promises.view import show_promises
from feedbackpulse.web.promises.writing import (
    is_preview,
    make,
    new_form,
    preview,
    scope_of_team,
)


@blueprint.get("/<uuid:team_id>/promises")
def promises(team_id: UUID) -> str:
    """Show what was promised to a team, what is due first first."""
    session, tree = db.session(), _led(team_id)
    found = service.of_teams(session, tree=tree, team_ids={TeamId(team_id)})
    return render_template(
        "lead/promises/list.html",
        team=tree.get(TeamId(team_id)),
        promises=show_promises(found, tree=tree),
    )


@blueprint.route("/<uuid:team_id>/promises/new", methods=["GET", "POST"])
def new_promise(team_id: UUID) -> ResponseReturnValue:
    """Promise something to a team; how it will look is shown beforehand to who wants that."""
    session, tree = db.session(), _led(team_id)
    form = new_form(session, tree, scopes=scope_of_team(tree, TeamId(team_id)))
    is_right = form.validate_on_submit()
    if is_right and not is_preview():
        with transaction(session):
            promise = make(session, form, as_hr=False)
        flash(_("It is there for everybody whom it concerns."), "success")
        return redirect(url_for("employee.promise", promise_id=promise.id))
    page = render_template(
        "lead/promises/new.html",
        team=tree.get(TeamId(team_id)),
        form=form,
        shown=preview(session, tree, form) if is_right else None,
    )
    return page, 422 if form.errors else 200


def _led(team_id: UUID) -> TeamTree:
    """Return the tree, if whoever looks leads this team or one above it."""
    tree = people.team_tree(db.session())
    if not leads_unit(Viewer.of(me()), tree, UnitKey(team_id=TeamId(team_id))):
        abort(404)
    return tree
