"""A large import, while a worker carries it out and after."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, wake_a_worker
from feedbackpulse.jobs.domain import JobId, JobKind
from feedbackpulse.jobs.importing import REFUSED, enqueue_import
from feedbackpulse.jobs.slip import as_far_as_told
from feedbackpulse.jobs.work import find_job
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.identity import me, today


def begin(wanted: ImportRequest, *, fingerprint: str) -> ResponseReturnValue:
    """Hand an import to a worker and show how far it is."""
    with transaction(db.session()) as session:
        job_id = enqueue_import(
            session, wanted=wanted, fingerprint=fingerprint, on=today(), now=clock.now()
        )
    if job_id is None:
        flash(_("Another large import is being carried out. Try again in a few minutes."), "error")
        return redirect(url_for(".import_people"))
    wake_a_worker()
    return redirect(url_for(".import_progress", job_id=job_id))


@blueprint.get("/import/<uuid:job_id>")
def import_progress(job_id: UUID) -> str:
    """Show its owner how far an import is, or how it ended."""
    job = find_job(db.session(), job_id=JobId(job_id))
    if job is None or job.kind is not JobKind.IMPORT or job.owner != me().id:
        abort(404)
    return render_template(
        "admin/importing/progress.html", job=as_far_as_told(db.session(), job), refused=REFUSED
    )
