"""Preparing a talk: I choose what to bring, look at it, and take it along as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.reports.content import MEDIA, Format
from feedbackpulse.reports.document import Document, document_pdf
from feedbackpulse.reports.markdown import document_markdown
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan_document import TalkItem, talk_items
from feedbackpulse.web.files import send_file
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.page import day


class TalkForm(FlaskForm):
    """What to bring to a talk."""

    items = MultiCheckboxField(
        _l("What do you want to bring?"),
        validators=[InputRequired(message=_l("Choose at least one thing to bring."))],
    )


@blueprint.route("/reflect/plan/talk", methods=["GET", "POST"])
def talk() -> ResponseReturnValue:
    """Let me choose what to bring to a talk, show it, and hand it to me as a file."""
    mine = _items()
    form = TalkForm()
    form.items.choices = options((item.key, item.label) for item in mine)
    chosen = form.validate_on_submit()
    document = _document([item for item in mine if item.key in (form.items.data or ())])
    if chosen and request.form.get("then") in {"pdf", "md"}:
        return _file(document, request.form["then"])
    page = render_template(
        "employee/plan_talk/talk.html",
        form=form,
        has_items=bool(mine),
        preview=document if chosen else None,
    )
    return page, 422 if form.is_submitted() and not chosen else 200


def _items() -> tuple[TalkItem, ...]:
    notebook = my_notebook()
    profile = profile_of(list_reflections(db.session(), notebook=notebook))
    begun = [one for one in plans.list_plans(db.session(), notebook=notebook) if not one.is_draft]
    return talk_items(profile, begun, load_catalogue(), str(get_locale()))


def _document(chosen: list[TalkItem]) -> Document:
    return Document(
        title=_("For my talk"),
        subtitle=f"{me().name}, {day(today())}",
        sections=tuple(item.section for item in chosen),
        locale=str(get_locale()),
    )


def _file(document: Document, ending: str) -> Response:
    if ending == "md":
        written = document_markdown(document).encode()
        return send_file(written, title=document.title, ending="md", media="text/markdown")
    made = document_pdf(document, page=_("page"))
    return send_file(made, title=document.title, ending="pdf", media=MEDIA[Format.PDF])
