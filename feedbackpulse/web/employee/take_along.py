"""Everything of mine as a file: for a program, or to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from flask import Response
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import Person
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.everything import export_everything
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.reports.content import MEDIA, Format
from feedbackpulse.reports.document import (
    Bullets,
    Document,
    Paragraph,
    Part,
    Section,
    Table,
    document_pdf,
)
from feedbackpulse.web.employee.linked_data import linked_facts, mail_choices, said_of
from feedbackpulse.web.employee.mirror_along import mirror_sections
from feedbackpulse.web.employee.others_along import other_sections
from feedbackpulse.web.employee.own_words_along import own_sections
from feedbackpulse.web.employee.plan_document import plan_sections
from feedbackpulse.web.files import send_file
from feedbackpulse.web.identity import today
from feedbackpulse.web.page import day

_SCALE: Final = "anchored5"


def send_everything(
    session: Session, *, person: Person, notebook: Notebook, ending: str
) -> Response:
    """Hand somebody all that is linked to them and all that they wrote, as a file to keep."""
    title = str(_("My data"))
    if ending == Format.PDF:
        made = document_pdf(_document(session, person, notebook, title), page=_("page"))
        return send_file(made, title=title, ending=ending, media=MEDIA[Format.PDF])
    written = json.dumps(_content(session, person, notebook), ensure_ascii=False, indent=2)
    return send_file(written.encode(), title=title, ending="json", media="application/json")


def _content(session: Session, person: Person, notebook: Notebook) -> dict[str, Any]:
    return {
        "made_on": today().isoformat(),
        "linked_to_me": {
            **linked_facts(session, person),
            "mail_choices": mail_choices(session, person),
        },
        "written_by_me": export_everything(session, notebook=notebook),
    }


def _document(session: Session, person: Person, notebook: Notebook, title: str) -> Document:
    catalogue, locale = load_catalogue(), str(get_locale())
    mine = plans.list_plans(session, notebook=notebook)
    return Document(
        title=title,
        subtitle=str(_("%(name)s, %(day)s", name=person.name, day=day(today()))),
        sections=(
            _linked(session, person),
            *_reflections(session, notebook, catalogue, locale),
            *own_sections(session, notebook, catalogue, locale),
            *plan_sections(mine, catalogue, locale),
            *other_sections(session, notebook, catalogue, locale),
            *mirror_sections(session, notebook, catalogue, locale),
        ),
        locale=locale,
    )


def _linked(session: Session, person: Person) -> Section:
    said = said_of(linked_facts(session, person))
    items = tuple(f"{name}: {text}" for name, text in said)
    return Section(heading=str(_("What is linked to me")), parts=(Bullets(items=items),))


def _reflections(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> Iterator[Section]:
    for one in list_reflections(session, notebook=notebook):
        heading = _("Reflection of %(day)s", day=day(one.finished_on or one.started_on))
        unfinished = [] if one.is_finished else [Paragraph(text=str(_("Not finished.")))]
        parts = (*unfinished, *_ratings(one, catalogue, locale), *_words(one, catalogue, locale))
        yield Section(heading=str(heading), parts=parts or (Paragraph(text=str(_("Nothing."))),))


def _ratings(one: Reflection, catalogue: Catalogue, locale: str) -> Iterator[Part]:
    labels = catalogue.scales[_SCALE].labels
    rows = tuple(
        (
            catalogue.item(rating.item).text.in_(locale),
            labels[rating.value].in_(locale) if rating.value else str(_("Skipped")),
        )
        for rating in one.ratings
    )
    if rows:
        head = (str(_("Behaviour")), str(_("How I rated myself")))
        yield Table(caption=str(_("How I rated myself")), head=head, rows=rows, widths=(7, 3))


def _words(one: Reflection, catalogue: Catalogue, locale: str) -> Iterator[Part]:
    for words in one.words:
        yield Paragraph(text=catalogue.item(words.prompt).text.in_(locale))
        yield Bullets(items=(words.text,))
