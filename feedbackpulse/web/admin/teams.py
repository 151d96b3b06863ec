"""Teams: who is in them, who leads them, and where they hang."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as directory
from feedbackpulse.people.domain import BrokenTreeError, DuplicateCodeError, TeamId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.forms import PaperForm, TeamForm, chosen_team, team_options
from feedbackpulse.web.admin.words import ROLES
from feedbackpulse.web.identity import today


@blueprint.route("/teams/new", methods=["GET", "POST"])
def add_team() -> ResponseReturnValue:
    """Add a team."""
    tree = team_tree(db.session())
    form = TeamForm(data={"parent": request.args.get("parent", "")})
    form.parent.choices = team_options(tree, none=_("Nothing: this is the whole organisation"))
    if form.validate_on_submit():
        try:
            with transaction(db.session()) as session:
                added = directory.add_team(
                    session,
                    code=form.code.data or "",
                    name=form.name.data or "",
                    parent_id=chosen_team(form.parent),
                )
        except (DuplicateCodeError, BrokenTreeError) as error:
            _explain(form, error)
        else:
            flash(_("%(name)s is added.", name=added.name), "success")
            return redirect(url_for(".team", team_id=added.id))
    page = render_template("admin/teams/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/teams/<uuid:team_id>", methods=["GET", "POST"])
def team(team_id: UUID) -> ResponseReturnValue:
    """Show a team with its people, and change its name or place."""
    tree = team_tree(db.session())
    if TeamId(team_id) not in tree:
        abort(404)
    shown = tree.get(TeamId(team_id))
    form = TeamForm(
        data={"code": shown.code, "name": shown.name, "parent": str(shown.parent_id or "")}
    )
    form.parent.choices = team_options(tree, none=_("Nothing: this is the whole organisation"))
    if form.validate_on_submit():
        try:
            with transaction(db.session()) as session:
                directory.change_team(
                    session,
                    team_id=shown.id,
                    code=form.code.data or "",
                    name=form.name.data or "",
                    parent_id=chosen_team(form.parent),
                )
        except (DuplicateCodeError, BrokenTreeError) as error:
            _explain(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".team", team_id=shown.id))
    page = render_template(
        "admin/teams/team.html",
        form=form,
        paper=PaperForm(formdata=None, data={"on_paper": shown.on_paper}),
        shown=shown,
        above=tuple(reversed(tree.ancestors(shown.id))),
        below=tree.children(shown.id),
        members=directory.list_people(db.session(), on=today(), team_id=shown.id),
        leads=directory.leads_of(db.session(), team_id=shown.id, on=today()),
        roles=ROLES,
    )
    return page, 422 if form.is_submitted() else 200


def _explain(form: TeamForm, error: DuplicateCodeError | BrokenTreeError) -> None:
    if isinstance(error, DuplicateCodeError):
        form.code.errors = [_("Another team has this code.")]
    else:
        form.parent.errors = [
            _("Choose another place: there is one team at the top, and no team is below itself.")
        ]
