"""What I add to my profile in my own words: only ever one's own, whatever the address says."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import own_words
from feedbackpulse.reflection.domain import LONGEST_WORDS
from feedbackpulse.reflection.own_words import (
    LONGEST_TITLE,
    MOST_OF_A_KIND,
    Kept,
    OwnWords,
    OwnWordsId,
    Place,
    TooManyWordsError,
)
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.compliment_words import quoted, wanted_compliment
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_steps import reflectable
from feedbackpulse.web.identity import today

_TOO_LONG = _l("Use at most %(max)d characters.")


class NoteForm(FlaskForm):
    """A few words of one's own."""

    text = TextAreaField(
        _l("In my own words"), validators=[Length(max=LONGEST_WORDS, message=_TOO_LONG)]
    )

    def words(self) -> str:
        """Return what was written."""
        return (self.text.data or "").strip()


class OwnWordsForm(NoteForm):
    """A strength or an improvement area of one's own."""

    title = StringField(
        _l("What do you do?"),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(message=_l("Write in a few words what you do.")),
            Length(max=LONGEST_TITLE, message=_TOO_LONG),
        ],
    )

    def own_words(self, place: Place) -> OwnWords:
        """Return what was filled in."""
        return OwnWords(place=place, title=self.title.data or "", text=self.words())


@blueprint.route(
    "/reflect/strengths/new-<any(strength,improvement_area):place>", methods=["GET", "POST"]
)
def add_own_words(place: str) -> ResponseReturnValue:
    """Ask for a strength or an improvement area, and keep it."""
    form, notebook, day = OwnWordsForm(data=_begun()), my_notebook(), today()
    if form.validate_on_submit():
        try:
            with transaction(db.session()) as session:
                own_words.add_own_words(
                    session, notebook=notebook, words=form.own_words(Place(place)), today=day
                )
            return _saved()
        except TooManyWordsError:
            said = _("You have %(most)s of these. Take one away first.", most=MOST_OF_A_KIND)
            form.title.errors = [said]
    return _asked(form, place=Place(place))


def _begun() -> dict[str, str]:
    """Return what a compliment that I want to use gives to begin with."""
    wanted = wanted_compliment()
    if wanted is None:
        return {}
    facet = load_catalogue().facet(wanted.compliment.facet)
    return {"title": facet.title.in_(str(get_locale())), "text": quoted(wanted.compliment)}


@blueprint.route("/reflect/strengths/<uuid:words_id>", methods=["GET", "POST"])
def change_own_words(words_id: UUID) -> ResponseReturnValue:
    """Show what I wrote, and keep what I make of it."""
    mine, notebook = _mine(words_id), my_notebook()
    form = OwnWordsForm(data={"title": mine.words.title, "text": mine.words.text})
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            own_words.change_own_words(
                session,
                notebook=notebook,
                words_id=mine.id,
                words=form.own_words(mine.words.place),
            )
        return _saved()
    return _asked(form, place=mine.words.place, kept=mine)


@blueprint.post("/reflect/strengths/<uuid:words_id>/delete")
def delete_own_words(words_id: UUID) -> ResponseReturnValue:
    """Take away what I wrote."""
    mine, notebook = _mine(words_id), my_notebook()
    with transaction(db.session()) as session:
        own_words.drop_own_words(session, notebook=notebook, words_id=mine.id)
    flash(_("Taken away."), "success")
    return redirect(url_for(".strengths"))


@blueprint.route("/reflect/strengths/notes/<facet>", methods=["GET", "POST"])
def facet_note(facet: str) -> ResponseReturnValue:
    """Show my note beside a part of my profile, and keep what I make of it."""
    title, notebook, day = _title_of(facet), my_notebook(), today()
    form = NoteForm(data={"text": _note(facet)})
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            own_words.write_note(
                session, notebook=notebook, facet=facet, text=form.words(), today=day
            )
        return _saved()
    page = render_template("employee/own_words/note.html", form=form, title=title)
    return page, 422 if form.is_submitted() else 200


def _mine(words_id: UUID) -> Kept:
    found = own_words.find_own_words(
        db.session(), notebook=my_notebook(), words_id=OwnWordsId(words_id)
    )
    if found.words.place is Place.NOTE:
        abort(404)
    return found


def _note(facet: str) -> str:
    kept = own_words.list_own_words(db.session(), notebook=my_notebook())
    return next((one.words.text for one in kept if one.words.facet == facet), "")


def _title_of(facet: str) -> LocalText:
    """Return the name of a part that somebody can reflect on."""
    points = reflectable(load_catalogue())
    titles = {one.code: one.title for point in points for one in point.facets}
    return titles.get(facet) or abort(404)


def _asked(form: OwnWordsForm, *, place: Place, kept: Kept | None = None) -> ResponseReturnValue:
    page = render_template("employee/own_words/form.html", form=form, place=place, kept=kept)
    return page, 422 if form.is_submitted() else 200


def _saved() -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for(".strengths"))
