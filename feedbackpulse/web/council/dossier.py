"""The dossier of a cycle, for the works council."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, CycleId, CycleState
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.reports.document import Document
from feedbackpulse.web.council.blueprint import blueprint
from feedbackpulse.web.council.holders import area, only_council
from feedbackpulse.web.dossier import dossier_of, gather, send_pdf
from feedbackpulse.web.identity import today


@blueprint.get("/cycles/<uuid:cycle_id>/dossier")
def dossier(cycle_id: UUID) -> ResponseReturnValue:
    """Show everything about one cycle that has started."""
    found = _get(cycle_id)
    return render_template(
        "council/dossier/dossier.html", area=area(), cycle=found, document=_document(found)
    )


@blueprint.get("/cycles/<uuid:cycle_id>/dossier.pdf")
def dossier_pdf(cycle_id: UUID) -> Response:
    """Return the same as a file to keep."""
    return send_pdf(_document(_get(cycle_id)))


def _get(cycle_id: UUID) -> Cycle:
    """Return a cycle that the works council may know of: a draft is still HR's own."""
    only_council()
    found = cycles.find_cycle(db.session(), cycle_id=CycleId(cycle_id)) or abort(404)
    if found.state is CycleState.DRAFT:
        abort(404)
    return found


def _document(cycle: Cycle) -> Document:
    settings = current_settings()
    return dossier_of(gather(db.session(), cycle=cycle, settings=settings, on=today()))
