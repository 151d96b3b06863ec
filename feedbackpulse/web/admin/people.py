"""Who works here: find, add, change, deactivate."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedbackpulse import clock
from feedbackpulse.access.domain import Viewer, may_deactivate
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.second_factor import has_second_factor
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as directory
from feedbackpulse.people.directory import people_without_team
from feedbackpulse.people.domain import (
    GRANTED_ROLES,
    BadAddressError,
    DuplicateAddressError,
    LastAdminError,
    Person,
    PersonId,
)
from feedbackpulse.people.sizes import team_sizes
from feedbackpulse.people.trees import team_tree
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.forms import PaperForm, PersonForm, chosen_team, team_options
from feedbackpulse.web.admin.words import ROLES
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.one_time_links import FIRST_PASSWORD, give_link, tell_operator
from feedbackpulse.web.portion import MOST, portion_of

_MISTAKES = {
    BadAddressError: _l("This is not an e-mail address."),
    DuplicateAddressError: _l("Somebody else has this e-mail address."),
}


@blueprint.get("/people")
def people() -> str:
    """Show the tree of teams with its sizes, and who matches a search."""
    tree = team_tree(db.session())
    search = " ".join(request.args.get("search", "").split())
    found = _found(search)
    return render_template(
        "admin/people/index.html",
        tree=tree,
        teams=portion_of(tree.ordered(), name=lambda each: each[1].name),
        sizes=team_sizes(db.session()),
        search=search,
        found=found[:MOST],
        is_cut=len(found) > MOST,
        teamless=people_without_team(db.session(), on=today()),
        roles=ROLES,
    )


def _found(search: str) -> tuple[Person, ...]:
    """Return who matches a search, and one more than the page shows if there are more."""
    if not search:
        return ()
    return directory.list_people(db.session(), on=today(), search=search, most=MOST + 1)


@blueprint.route("/people/new", methods=["GET", "POST"])
def add_person() -> ResponseReturnValue:
    """Add somebody."""
    form = PersonForm(data={"team": request.args.get("team", "")})
    form.team.choices = team_options(team_tree(db.session()), none=_("No team"))
    if form.validate_on_submit():
        try:
            with transaction(db.session()) as session:
                added = directory.add_person(
                    session,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    team_id=chosen_team(form.team),
                    at=clock.now(),
                )
        except (BadAddressError, DuplicateAddressError) as error:
            form.email.errors = [str(_MISTAKES[type(error)])]
        else:
            flash(_("%(name)s is added.", name=added.name), "success")
            return redirect(url_for(".person", person_id=added.id))
    page = render_template("admin/people/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/people/<uuid:person_id>", methods=["GET", "POST"])
def person(person_id: UUID) -> ResponseReturnValue:
    """Show somebody with their roles, and change their name, address or team."""
    shown = get_person(person_id)
    tree = team_tree(db.session())
    form = PersonForm(
        data={"name": shown.name, "email": shown.email, "team": str(shown.team_id or "")}
    )
    form.team.choices = team_options(tree, none=_("No team"))
    if form.validate_on_submit():
        try:
            _save(shown, form)
        except (BadAddressError, DuplicateAddressError) as error:
            form.email.errors = [str(_MISTAKES[type(error)])]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".person", person_id=shown.id))
    page = render_template(
        "admin/people/person.html",
        form=form,
        paper=PaperForm(formdata=None, data={"on_paper": shown.on_paper}),
        shown=shown,
        tree=tree,
        appointments=directory.appointments_of(db.session(), person_id=shown.id),
        has_second_step=has_second_factor(db.session(), person_id=shown.id),
        has_password=accounts.has_password(db.session(), person_id=shown.id),
        may_deactivate=bool(may_deactivate(Viewer.of(me()), shown.id)),
        granted=GRANTED_ROLES,
        roles=ROLES,
        today=today(),
    )
    return page, 422 if form.is_submitted() else 200


def _save(shown: Person, form: PersonForm) -> None:
    with transaction(db.session()) as session:
        directory.change_person(
            session, person_id=shown.id, name=form.name.data or "", email=form.email.data or ""
        )
        directory.move_person(
            session, person_id=shown.id, team_id=chosen_team(form.team), at=clock.now()
        )


@blueprint.post("/people/<uuid:person_id>/link")
def send_link(person_id: UUID) -> ResponseReturnValue:
    """Send somebody a link with which to choose a password; we do not get to see it."""
    shown = get_person(person_id)
    if not shown.active:
        abort(404)
    with transaction(db.session()) as session:
        link = give_link(session, person=shown, way=FIRST_PASSWORD)
    tell_operator(link)
    flash(_("A link is on its way to %(email)s.", email=shown.email), "success")
    return redirect(url_for(".person", person_id=shown.id))


@blueprint.route("/people/<uuid:person_id>/deactivate", methods=["GET", "POST"])
def deactivate(person_id: UUID) -> ResponseReturnValue:
    """Ask whether somebody really leaves, and end their access."""
    shown = get_person(person_id)
    if not shown.active or not may_deactivate(Viewer.of(me()), shown.id):
        abort(404)
    if request.method == "GET":
        return render_template("admin/people/deactivate.html", shown=shown)
    try:
        with transaction(db.session()) as session:
            directory.deactivate_person(session, person_id=shown.id, at=clock.now())
            accounts.end_sessions(session, person_id=shown.id)
    except LastAdminError:
        flash(_("Somebody has to be administrator. Appoint another one first."), "error")
    else:
        flash(_("%(name)s is deactivated.", name=shown.name), "success")
    return redirect(url_for(".person", person_id=shown.id))


@blueprint.post("/people/<uuid:person_id>/reactivate")
def reactivate(person_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    shown = get_person(person_id)
    with transaction(db.session()) as session:
        directory.reactivate_person(session, person_id=shown.id, at=clock.now())
    flash(_("%(name)s can sign in again.", name=shown.name), "success")
    return redirect(url_for(".person", person_id=shown.id))


def get_person(person_id: UUID) -> Person:
    """Return a person, or answer that the page does not exist."""
    found = directory.find_person(db.session(), person_id=PersonId(person_id), on=today())
    return found or abort(404)
