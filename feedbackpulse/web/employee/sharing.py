"""What I share: one thing at a time, with one person, until a day; never before I looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.offers import list_offers
from feedbackpulse.reflection.pages import PageId
from feedbackpulse.reflection.shares import Shared
from feedbackpulse.reflection.sharing import Copy
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.colleagues import Colleague
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.sharing_form import ShareForm
from feedbackpulse.web.employee.sharing_words import ENDINGS, KINDS, Told, tell
from feedbackpulse.web.identity import me, today


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One shared thing on my list."""

    shared: Shared
    told: Told
    reader: str
    ending: str


@blueprint.get("/reflect/sharing")
def sharing() -> str:
    """List what I share and what I shared, with the days on which it was opened."""
    notebook, session = my_notebook(), db.session()
    mine = shares.list_shared(session, notebook=notebook, today=today())
    lines = [_line(session, shared) for shared in mine]
    return render_template(
        "employee/sharing/index.html",
        running=[line for line in lines if not line.ending],
        over=[line for line in lines if line.ending],
        given=shares.shared_with(session, reader=me().id, today=today()),
    )


@blueprint.get("/reflect/sharing/<uuid:page_id>")
def shared_thing(page_id: UUID) -> str:
    """Show what somebody sees or saw of me."""
    notebook, session = my_notebook(), db.session()
    found = shares.find_shared(session, notebook=notebook, page_id=PageId(page_id), today=today())
    return render_template("employee/sharing/thing.html", line=_line(session, found))


@blueprint.route("/reflect/sharing/new", methods=["GET", "POST"])
def share_something() -> ResponseReturnValue:
    """Choose what to show to whom, look at it, and only then share it."""
    offers = list_offers(db.session(), notebook=my_notebook())
    form = ShareForm.of(offers, [told.title for told in _tell(offers)], today())
    reader = form.find(db.session())
    then = request.form.get("then", "")
    if then not in {"look", "share"}:
        return _form_page(form, offers)
    if not form.validate() or reader is None:
        return _form_page(form, offers), 422
    if then == "share":
        return _share(form, reader)
    return render_template(
        "employee/sharing/preview.html", form=form, reader=reader, shown=_tell(form.chosen)
    )


@blueprint.post("/reflect/sharing/<uuid:page_id>/stop")
def stop_sharing(page_id: UUID) -> ResponseReturnValue:
    """Let nobody read something any more, at once."""
    notebook = my_notebook()
    with transaction(db.session()) as session:
        shares.stop_sharing(session, notebook=notebook, page_id=PageId(page_id), today=today())
    flash(_("You stopped sharing this. Nobody can open it any more."), "success")
    return redirect(url_for(".sharing"))


@blueprint.post("/reflect/sharing/<uuid:page_id>/forget")
def forget_shared(page_id: UUID) -> ResponseReturnValue:
    """Take something that I shared off my list."""
    notebook = my_notebook()
    with transaction(db.session()) as session:
        shares.forget_shared(session, notebook=notebook, page_id=PageId(page_id), today=today())
    flash(_("It is gone from your list."), "success")
    return redirect(url_for(".sharing"))


def _form_page(form: ShareForm, offers: Iterable[Copy]) -> str:
    kinds = {kind: [copy.key for copy in offers if copy.kind is kind] for kind in KINDS}
    groups = [(KINDS[kind], keys) for kind, keys in kinds.items() if keys]
    return render_template("employee/sharing/new.html", form=form, groups=groups)


def _share(form: ShareForm, reader: Colleague) -> ResponseReturnValue:
    notebook, until = my_notebook(), form.until.data or abort(422)
    with transaction(db.session()) as session:
        shares.share(
            session,
            keys=stores().keys,
            notebook=notebook,
            reader=reader.id,
            copies=form.chosen,
            until=until,
            today=today(),
        )
        if form.notice.data:
            _tell_reader(session, reader.id)
    flash(
        _("%(name)s can read it now, until you stop or the day comes.", name=reader.name), "success"
    )
    return redirect(url_for(".sharing"))


def _tell_reader(session: Session, reader: PersonId) -> None:
    queue_mail(
        session,
        person_id=reader,
        kind=MailKind.SHARED,
        due_at=clock.now(),
        dedupe=f"shared:{reader}",
    )


def _tell(copies: Iterable[Copy]) -> list[Told]:
    catalogue, locale = load_catalogue(), str(get_locale())
    return [tell(copy, catalogue, locale) for copy in copies]


def _line(session: Session, shared: Shared) -> Line:
    reader = people.find_person(session, person_id=shared.reader, on=today())
    [told] = _tell([shared.copy])
    return Line(
        shared=shared,
        told=told,
        reader=reader.name if reader else str(_("somebody")),
        ending=str(ENDINGS[shared.ending]) if shared.ending else "",
    )
