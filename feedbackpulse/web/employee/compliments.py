"""Compliments that I was given: to keep, to use for myself, to show to my team, or to delete."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Team
from feedbackpulse.reflection import compliments as kept
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.compliments import ComplimentId, Received
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.signals.shown import show_compliment, take_back
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.identity import me, today

_ONE = "/reflect/compliments/<uuid:compliment_id>"


@blueprint.get("/reflect/compliments")
def compliments() -> str:
    """List the compliments that I was given: that they came, and not how many anybody has."""
    notebook = my_notebook()
    _take_in(notebook)
    return render_template(
        "employee/compliments/index.html",
        received=kept.list_compliments(db.session(), notebook=notebook),
        catalogue=load_catalogue(),
    )


@blueprint.get(_ONE)
def received_compliment(compliment_id: UUID) -> str:
    """Show one compliment, and what I can do with it."""
    mine = my_compliment(compliment_id)
    every = plans.list_plans(db.session(), notebook=my_notebook())
    return render_template(
        "employee/compliments/one.html",
        received=mine,
        facet=load_catalogue().facet(mine.compliment.facet),
        plans=[one for one in every if not one.is_draft],
        team=_my_team(),
        catalogue=load_catalogue(),
    )


@blueprint.post(_ONE + "/show")
def show_to_team(compliment_id: UUID) -> ResponseReturnValue:
    """Let my team read the words of a compliment, without who gave it."""
    one, notebook, team = my_compliment(compliment_id).id, my_notebook(), _my_team()
    if team is not None:
        with transaction(db.session()) as session:
            _show(session, notebook, one, team)
        flash(_("Your team can read it now, until you stop."), "success")
    return redirect(url_for(".received_compliment", compliment_id=one))


@blueprint.post(_ONE + "/stop")
def stop_showing(compliment_id: UUID) -> ResponseReturnValue:
    """Let my team read it no more, at once."""
    one, notebook = my_compliment(compliment_id).id, my_notebook()
    with transaction(db.session()) as session:
        claim_unshown(session, notebook, one)
        kept.note_shown(session, notebook=notebook, compliment_id=one, shown=None)
    flash(_("Your team cannot read it any more."), "success")
    return redirect(url_for(".received_compliment", compliment_id=one))


@blueprint.post(_ONE + "/delete")
def delete_compliment(compliment_id: UUID) -> ResponseReturnValue:
    """Delete a compliment, also where my team could read it."""
    one, notebook = my_compliment(compliment_id).id, my_notebook()
    with transaction(db.session()) as session:
        claim_unshown(session, notebook, one)
        kept.delete_compliment(session, notebook=notebook, compliment_id=one)
    flash(_("It is deleted."), "success")
    return redirect(url_for(".compliments"))


def my_compliment(compliment_id: UUID) -> Received:
    """Return a compliment of mine that I did not report, or say that it is not there.

    Raises PageNotFoundError, which is answered as no such page.
    """
    found = any_compliment(compliment_id)
    return abort(404) if found.reported else found


def any_compliment(compliment_id: UUID) -> Received:
    """Return a compliment of mine, reported or not. Raises PageNotFoundError."""
    return kept.find_compliment(
        db.session(), notebook=my_notebook(), compliment_id=ComplimentId(compliment_id)
    )


def claim_unshown(session: Session, notebook: Notebook, one: ComplimentId) -> Received:
    """Let the team read a compliment no more, as it is now and not as a page still says."""
    mine = kept.claim_compliment(session, notebook=notebook, compliment_id=one)
    if mine.shown is not None:
        take_back(session, receiver=notebook.owner, shown_id=mine.shown)
    return mine


def _show(session: Session, notebook: Notebook, one: ComplimentId, team: Team) -> None:
    """Copy the words for the team, once."""
    mine = kept.claim_compliment(session, notebook=notebook, compliment_id=one)
    if mine.shown is not None or mine.reported:
        return
    shown = show_compliment(
        session,
        keys=stores().keys,
        receiver=notebook.owner,
        team_id=team.id,
        facet=mine.compliment.facet,
        text=mine.compliment.body,
        on=today(),
    )
    kept.note_shown(session, notebook=notebook, compliment_id=one, shown=shown)


def _take_in(notebook: Notebook) -> None:
    """Write what waits into my notebook, if anything does."""
    if kept.has_new_compliment(db.session(), owner=notebook.owner):
        with transaction(db.session()) as session:
            kept.take_in(session, notebook=notebook, today=today())


def _my_team() -> Team | None:
    tree, team_id = people.team_tree(db.session()), me().team_id
    return tree.get(team_id) if team_id is not None and team_id in tree else None
