"""All units in one file for HR: at once when it is small, and else by a job that they can watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, wake_a_worker
from feedbackpulse.jobs.domain import Job, JobId, JobKind
from feedbackpulse.jobs.reporting import MADE, enqueue_report
from feedbackpulse.jobs.work import copy_output, find_job
from feedbackpulse.reports.content import MEDIA, Format, offered
from feedbackpulse.web.files import send_written
from feedbackpulse.web.hr.all_units import AllUnits, all_units, write_report
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.units import released_rounds


@blueprint.post("/results/reports/<any(pdf,xlsx,zip):ending>")
def begin_report(ending: str) -> ResponseReturnValue:
    """Send a file about all units, or begin to make it."""
    kind, round_id = Format(ending), wanted_round() or _latest()
    if round_id is None or kind not in offered():
        abort(404)
    units = all_units(db.session(), round_id=round_id, locale=str(get_locale()))
    return _begin(units, kind) if units.is_large else _send_now(units, kind)


@blueprint.get("/results/reports/<uuid:job_id>")
def report_progress(job_id: UUID) -> str:
    """Show its owner how far a file is."""
    return render_template("hr/reports/progress.html", job=_mine(job_id))


@blueprint.get("/results/reports/<uuid:job_id>/file")
def report_file(job_id: UUID) -> ResponseReturnValue:
    """Send its owner the file that was made."""
    job = _mine(job_id)
    if not (job.result and job.result[MADE]):
        abort(404)

    def copy(out: BinaryIO) -> None:
        copy_output(db.session(), job_id=job.id, out=out)

    return _send(copy, Format(job.result["ending"]))


def _latest() -> RoundId | None:
    released = released_rounds(db.session())
    return released[-1].id if released else None


def _begin(units: AllUnits, kind: Format) -> ResponseReturnValue:
    arguments = {"ending": kind.value, "locale": units.locale, "round": str(units.round_id)}
    if units.whole() is None:
        abort(404)
    with transaction(db.session()) as session:
        job_id = enqueue_report(session, arguments=arguments, owner=me().id, now=clock.now())
    wake_a_worker()
    return redirect(url_for(".report_progress", job_id=job_id))


def _send_now(units: AllUnits, kind: Format) -> ResponseReturnValue:
    def write(out: BinaryIO) -> None:
        if not write_report(units, out, kind=kind, made_on=today()):
            abort(404)

    return _send(write, kind)


def _send(write: Callable[[BinaryIO], None], kind: Format) -> ResponseReturnValue:
    title = _("Results of all units")
    return send_written(write, title=title, ending=kind.value, media=MEDIA[kind])


def _mine(job_id: UUID) -> Job:
    job = find_job(db.session(), job_id=JobId(job_id))
    if job is None or job.kind is not JobKind.REPORT or job.owner != me().id:
        abort(404)
    return job
