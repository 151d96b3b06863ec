"""What others share with me: to read on the screen, on days that they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.sharing import Share, ShareId, ShareNotFoundError
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.sharing_words import tell
from feedbackpulse.web.errors import show_error
from feedbackpulse.web.identity import me, today


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharer:
    """Somebody who shares something with me, and how much of it, until when at the latest."""

    share_id: ShareId
    name: str
    count: int
    until: date


@blueprint.get("/reflect/shared-with-me")
def shared_with_me() -> str:
    """List who shares something with me: not what it is."""
    session = db.session()
    given = shares.shared_with(session, reader=me().id, today=today())
    by_owner: dict[PersonId, list[Share]] = {}
    for one in given:
        by_owner.setdefault(one.owner, []).append(one)
    found = [_sharer(session, owner, theirs) for owner, theirs in by_owner.items()]
    return render_template(
        "employee/shared_with_me/index.html",
        people=sorted(found, key=lambda one: (one.name, str(one.share_id))),
    )


@blueprint.get("/reflect/shared-with-me/<uuid:share_id>")
def read_shared(share_id: UUID) -> str:
    """Show everything that one person shares with me, and let them see that I opened it today."""
    notebook, day = my_notebook(), today()
    with transaction(db.session()) as session:
        found = shares.read_shared(
            session, notebook=notebook, share_id=ShareId(share_id), today=day
        )
        name = _name(session, found[0][0].owner)
    catalogue, locale = load_catalogue(), str(get_locale())
    things = [(one, tell(copy, catalogue, locale)) for one, copy in found]
    return render_template("employee/shared_with_me/one.html", name=name, things=things)


@blueprint.errorhandler(ShareNotFoundError)
def show_over(_error: ShareNotFoundError) -> ResponseReturnValue:
    """Say the same about what is over as about what never was."""
    return show_error(NotFound())


def _sharer(session: Session, owner: PersonId, theirs: list[Share]) -> Sharer:
    return Sharer(
        share_id=theirs[0].id,
        name=_name(session, owner),
        count=len(theirs),
        until=max(one.until for one in theirs),
    )


def _name(session: Session, person_id: PersonId) -> str:
    found = people.find_person(session, person_id=person_id, on=today())
    return found.name if found else str(_("Somebody"))
