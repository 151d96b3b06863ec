"""What I ask of colleagues: invite them, wait without knowing anything, and read it on its day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.calendar import instant
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail, take_back
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import peers as rounds
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.colleagues import asks_of
from feedbackpulse.reflection.notebook import Notebook, is_sealed
from feedbackpulse.reflection.pages import PageId
from feedbackpulse.reflection.peer_page import PeerPage, Stage
from feedbackpulse.reflection.peer_rounds import PeerRoundError, peer_items
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.colleagues import (
    SHORTEST_SEARCH,
    Colleague,
    find_colleague,
    search_colleagues,
    team_mates,
)
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.peers_form import InviteForm, askable
from feedbackpulse.web.employee.peers_picture import drawing, picture_of, sentence
from feedbackpulse.web.employee.peers_view import view_page
from feedbackpulse.web.identity import today


@blueprint.get("/reflect/peers")
def peers() -> str:
    """List what I asked of colleagues, and say when I may ask again."""
    notebook, session = my_notebook(), db.session()
    mine = opened_by_now(notebook)
    waiting = [one for one in mine if one.stage(today()) is Stage.WAITING]
    return render_template(
        "employee/peers/index.html",
        waiting=waiting,
        names=[_name(session, peer) for one in waiting for peer in one.invited],
        over=[one for one in mine if one not in waiting],
        first=rounds.may_invite_from(session, owner=notebook.owner, today=today()),
        sealed=is_sealed(session, owner=notebook.owner),
        today=today(),
        catalogue=load_catalogue(),
    )


@blueprint.route("/reflect/peers/invite", methods=["GET", "POST"])
def invite_peers() -> ResponseReturnValue:
    """Choose whom to ask about what, and ask them."""
    notebook, session = my_notebook(), db.session()
    if rounds.may_invite_from(session, owner=notebook.owner, today=today()) != today():
        return redirect(url_for(".peers"))
    form = InviteForm.of(
        load_catalogue(),
        reflections.list_reflections(session, notebook=notebook),
        locale=str(get_locale()),
        today=today(),
    )
    form.offer(_chosen(session, form.peer_ids), _found(session, form.search.data or ""))
    if request.form.get("then") != "invite":
        return _form_page(form)
    if not form.validate_on_submit() or not _invite(form, notebook):
        return _form_page(form), 422
    flash(_("Your colleagues are asked. You hear nothing until the day you chose."), "success")
    return redirect(url_for(".peers"))


@blueprint.get("/reflect/peers/<uuid:asked_id>")
def peer_page(asked_id: UUID) -> ResponseReturnValue:
    """Show what colleagues see in me, once it is open."""
    opened_by_now(my_notebook())
    page = _mine(asked_id)
    if page.stage(today()) is Stage.WAITING:
        return redirect(url_for(".peers"))
    view = view_page(page, load_catalogue(), str(get_locale()))
    drawn = drawing(page, view) if view is not None else None
    return render_template(
        "employee/peers/page.html",
        page=page,
        view=view,
        picture=picture_of(page, drawn) if drawn else None,
        sentence=sentence(drawn) if drawn else "",
    )


@blueprint.route("/reflect/peers/<uuid:asked_id>/delete", methods=["GET", "POST"])
def delete_peers(asked_id: UUID) -> ResponseReturnValue:
    """Ask whether to withdraw a question or delete what came of it, and do it."""
    notebook, page = my_notebook(), _mine(asked_id)
    waits = page.stage(today()) is Stage.WAITING
    if not FlaskForm().validate_on_submit():
        return render_template("employee/peers/delete.html", page=page, waits=waits)
    with transaction(db.session()) as session:
        rounds.delete_peer_page(session, notebook=notebook, page_id=page.id)
        write_no_more(session, page.invited)
    flash(_("You withdrew your question.") if waits else _("It is deleted."), "success")
    return redirect(url_for(".peers"))


def opened_by_now(notebook: Notebook) -> tuple[PeerPage, ...]:
    """Return my pages, after opening what waited for me to unlock my notebook."""
    session = db.session()
    mine = rounds.list_peer_pages(session, notebook=notebook)
    if not any(one.is_due(today()) for one in mine):
        return mine
    with transaction(session):
        rounds.open_due(session, notebook=notebook, today=today(), catalogue=load_catalogue())
    return rounds.list_peer_pages(session, notebook=notebook)


def write_no_more(session: Session, peers: Iterable[PersonId]) -> None:
    """Take back the mails to colleagues of whom nothing is asked any more."""
    for peer in peers:
        if not asks_of(session, peer=peer, today=today()):
            take_back(session, dedupe=_dedupe(peer))


def _mine(asked_id: UUID) -> PeerPage:
    return rounds.find_peer_page(db.session(), notebook=my_notebook(), page_id=PageId(asked_id))


def _form_page(form: InviteForm) -> str:
    catalogue = load_catalogue()
    points = askable(catalogue)
    return render_template(
        "employee/peers/invite.html",
        form=form,
        points=points,
        parts={one.code: len(peer_items(catalogue, {one.code})) for one in points},
        searched=len((form.search.data or "").strip()) >= SHORTEST_SEARCH,
        ticked=form.peers.data,
    )


def _invite(form: InviteForm, notebook: Notebook) -> bool:
    """Ask the colleagues; say False when something changed meanwhile, which the form then says."""
    assert form.opens_on.data is not None
    try:
        with transaction(db.session()) as session:
            page = rounds.invite(
                session,
                notebook=notebook,
                peers=form.peer_ids,
                checkpoints=form.checkpoints.data or [],
                opens_on=form.opens_on.data,
                today=today(),
                catalogue=load_catalogue(),
            )
            _write(session, page)
    except PeerRoundError:
        form.form_errors.append(_("Something changed meanwhile. Look at your choices once more."))
        return False
    return True


def _write(session: Session, page: PeerPage) -> None:
    """Let each colleague have one mail, which names neither me nor the subject."""
    midnight = datetime.combine(page.opens_on, time.min)
    until = instant(midnight, ZoneInfo(current_settings().zone))
    for peer in page.invited:
        queue_mail(
            session,
            person_id=peer,
            kind=MailKind.COLLEAGUE,
            due_at=clock.now(),
            dedupe=_dedupe(peer),
            expires_at=until,
        )


def _dedupe(peer: PersonId) -> str:
    return f"colleague:{peer}"


def _chosen(session: Session, peers: Iterable[PersonId]) -> list[Colleague]:
    found = (find_colleague(session, peer) for peer in peers)
    return [one for one in found if one is not None]


def _found(session: Session, search: str) -> tuple[Colleague, ...]:
    """Return whom a search finds; before one, the people of my own team."""
    if len(search.strip()) >= SHORTEST_SEARCH:
        return search_colleagues(session, search)
    return team_mates(session)


def _name(session: Session, peer: PersonId) -> str:
    found = find_colleague(session, peer)
    return found.name if found is not None else _("somebody who left")
