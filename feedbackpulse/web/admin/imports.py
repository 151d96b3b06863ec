"""Bring in teams and people from files: look first, then do it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.jobs.importing import is_large
from feedbackpulse.people.import_files import File, Problem, decode
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import ImportRefusedError, apply_import, preview_import
from feedbackpulse.web.admin import importing
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.forms import ApplyForm, ImportForm
from feedbackpulse.web.admin.words import FAULTS, FILES, ROLES
from feedbackpulse.web.identity import me, today


@blueprint.route("/import", methods=["GET", "POST"])
def import_people() -> ResponseReturnValue:
    """Show what two files would change, or carry out what was shown."""
    if request.method == "POST" and "fingerprint" in request.form:
        return _apply(ApplyForm())
    form = ImportForm()
    return _look(form) if form.validate_on_submit() else _ask(form)


def _look(form: ImportForm) -> ResponseReturnValue:
    teams, unreadable = _text_of(form.teams.data, File.TEAMS)
    people, also_unreadable = _text_of(form.people.data, File.PEOPLE)
    if unreadable or also_unreadable:
        return _ask(form, (*unreadable, *also_unreadable))
    if not teams.strip() and not people.strip():
        form.teams.errors = [_("Choose at least one file with something in it.")]
        return _ask(form)
    deactivate = bool(form.deactivate_missing.data)
    return _preview(form, _request(teams, people, deactivate_missing=deactivate))


def _request(teams: str, people: str, *, deactivate_missing: bool) -> ImportRequest:
    return ImportRequest(
        teams=teams, people=people, deactivate_missing=deactivate_missing, acting=me().id
    )


def _ask(form: ImportForm, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    page = render_template(
        "admin/imports/index.html", form=form, problems=problems, faults=FAULTS, files=FILES
    )
    return page, 422 if form.is_submitted() else 200


def _text_of(upload: FileStorage | None, file: File) -> tuple[str, tuple[Problem, ...]]:
    return decode(upload.read(), file) if upload else ("", ())


def _preview(form: ImportForm, wanted: ImportRequest, *, warning: str = "") -> ResponseReturnValue:
    plan, problems = preview_import(db.session(), wanted=wanted, on=today())
    if problems:
        return _ask(form, problems)
    apply = ApplyForm.of(wanted, fingerprint=plan.fingerprint)
    page = render_template(
        "admin/imports/preview.html", form=apply, plan=plan, warning=warning, roles=ROLES
    )
    return page, 422 if warning else 200


def _apply(form: ApplyForm) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return redirect(url_for(".import_people"))
    wanted = _request(
        form.teams_text.data or "",
        form.people_text.data or "",
        deactivate_missing=form.deactivate.data == "yes",
    )
    fingerprint = form.fingerprint.data or ""
    plan, _problems = preview_import(db.session(), wanted=wanted, on=today())
    if is_large(plan) and plan.fingerprint == fingerprint:
        return importing.begin(wanted, fingerprint=fingerprint)
    return _apply_now(wanted, fingerprint)


def _apply_now(wanted: ImportRequest, fingerprint: str) -> ResponseReturnValue:
    try:
        with transaction(db.session()) as session:
            plan = apply_import(
                session, wanted=wanted, at=clock.now(), on=today(), fingerprint=fingerprint
            )
    except ImportRefusedError:
        warning = _("Something changed in the meantime. Look again at what would happen now.")
        return _preview(ImportForm(), wanted, warning=warning)
    flash(
        _(
            "Imported: %(new)s new, %(changed)s changed, %(leaving)s deactivated.",
            new=len(plan.new_people),
            changed=len(plan.changed_people),
            leaving=len(plan.leaving),
        ),
        "success",
    )
    return redirect(url_for(".people"))
