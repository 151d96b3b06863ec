"""What holds for all cycles: the organisation's own word, quiet hours, the digest and the limit."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.customer import CustomerWord
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.programme.domain import Programme
from feedbackpulse.programme.service import get_programme, save_programme
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.programme_form import ProgrammeForm

EXAMPLES = ("M1A-P1", "M1B-P1", "B4A-P1")
"""With an article, with another, and with many of them at the start of a sentence."""
PREVIEW = "preview"


@blueprint.route("/programme", methods=["GET", "POST"])
def programme() -> ResponseReturnValue:
    """Change what holds for all cycles; what a word does to real questions is shown before."""
    known = get_programme(db.session())
    form = ProgrammeForm.of(known)
    if form.validate_on_submit():
        chosen = form.applied_to(known)
        if request.form.get("action") != PREVIEW:
            _save(chosen)
            flash(_("Saved. It counts from the next round."), "success")
            return redirect(url_for(".programme"))
        return _page(form, chosen.customer_word, looks=True)
    page = _page(form, known.customer_word, looks=False)
    return page, 422 if form.is_submitted() else 200


def _page(form: ProgrammeForm, word: CustomerWord, *, looks: bool) -> str:
    return render_template(
        "hr/programme/programme.html", form=form, examples=_examples(word), looks=looks
    )


def _save(chosen: Programme) -> None:
    with transaction(db.session()) as session:
        before = get_programme(session)
        save_programme(session, programme=chosen)
        if before != chosen:
            _log(session, before, chosen)


def _log(session: Session, before: Programme, after: Programme) -> None:
    """Tell everybody what changed, in figures and words that need no translation."""
    known, chosen = _told(before), _told(after)
    record(
        session,
        Change(
            on=clock.local_day(clock.now(), current_settings().zone),
            kind=Kind.PROGRAMME,
            title="",
            details={name: chosen[name] for name in chosen if chosen[name] != known[name]},
            role=Role.HR,
        ),
    )


def _told(programme: Programme) -> dict[str, str | int]:
    return {
        "customer_nl": f"{programme.customer.nl}, {programme.customers.nl}",
        "customer_en": f"{programme.customer.en}, {programme.customers.en}",
        "quiet_from": f"{programme.quiet.begin:%H:%M}",
        "quiet_until": f"{programme.quiet.end:%H:%M}",
        "digest_weekday": programme.digest_weekday,
        "minutes_limit": programme.minutes_limit,
        "reflection_large_weeks": programme.reflection_large_weeks,
        "reflection_small_weeks": programme.reflection_small_weeks,
    }


def _examples(word: CustomerWord) -> tuple[LocalText, ...]:
    catalogue = load_catalogue()
    return tuple(word.in_text(catalogue.item(code).text) for code in EXAMPLES)
