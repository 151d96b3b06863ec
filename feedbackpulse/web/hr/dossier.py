"""The dossier of a cycle, for HR: also while it is still a draft."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, CycleId
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.reports.document import Document
from feedbackpulse.web.dossier import dossier_of, gather, send_pdf
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today


@blueprint.get("/cycles/<uuid:cycle_id>/dossier")
def dossier(cycle_id: UUID) -> ResponseReturnValue:
    """Show everything about one cycle."""
    found = _get(cycle_id)
    return render_template("hr/dossier/dossier.html", cycle=found, document=_document(found))


@blueprint.get("/cycles/<uuid:cycle_id>/dossier.pdf")
def dossier_pdf(cycle_id: UUID) -> Response:
    """Return the same as a file to keep."""
    return send_pdf(_document(_get(cycle_id)))


def _get(cycle_id: UUID) -> Cycle:
    return cycles.find_cycle(db.session(), cycle_id=CycleId(cycle_id)) or abort(404)


def _document(cycle: Cycle) -> Document:
    settings = current_settings()
    return dossier_of(gather(db.session(), cycle=cycle, settings=settings, on=today()))
