"""What the browser of somebody who answers asks for: the manifest of the round, and a stamp."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.extensions import db, stores
from feedbackpulse.roster.issuing import InvalidBlindedMessageError, Issued, Refusal, issue_stamp
from feedbackpulse.roster.manifest import encoded
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.pulse_round import get_round
from feedbackpulse.web.encoding import decoded
from feedbackpulse.web.identity import me


@blueprint.get("/pulse/<uuid:round_id>/manifest")
def manifest(round_id: UUID) -> ResponseReturnValue:
    """Send what was fixed when the round opened, byte for byte as it was hashed."""
    asked = get_round(round_id)
    body = cycles.get_manifest(db.session(), round_id=asked.id)
    return Response(body, mimetype="application/json") if body else abort(404)


@blueprint.get("/pulse/<uuid:round_id>/manifest/<int(max=99999):number>")
def manifest_part(round_id: UUID, number: int) -> ResponseReturnValue:
    """Send one part of the manifest of a large round, byte for byte as it was hashed."""
    asked = get_round(round_id)
    part = cycles.get_manifest_part(db.session(), round_id=asked.id, number=number)
    return Response(part, mimetype="application/json") if part else abort(404)


@blueprint.get("/pulse/<uuid:round_id>/manifest/all")
def whole_manifest(round_id: UUID) -> ResponseReturnValue:
    """Send the manifest and its parts, each on a line of its own, for who checks all of it."""
    asked, session = get_round(round_id), db.session()
    body = cycles.get_manifest(session, round_id=asked.id) or abort(404)
    lines = [body, *cycles.get_manifest_parts(session, round_id=asked.id)]
    return Response(b"".join(line + b"\n" for line in lines), mimetype="application/x-ndjson")


@blueprint.post("/pulse/<uuid:round_id>/stamp")
def stamp(round_id: UUID) -> ResponseReturnValue:
    """Stamp a blank ballot that we cannot see; the same one again gets the same signature."""
    asked = get_round(round_id)
    blinded = decoded(request.form.get("blinded", ""))
    if not blinded:
        return _problem("invalid", 422)
    try:
        outcome = issue_stamp(
            stores(), round_id=asked.id, person_id=me().id, blinded=blinded, now=clock.now()
        )
    except InvalidBlindedMessageError:
        return _problem("invalid", 422)
    return _answer(outcome)


def _answer(outcome: Issued | Refusal) -> ResponseReturnValue:
    match outcome:
        case Issued():
            return jsonify(stamp=outcome.stamp, signature=encoded(outcome.signature))
        case Refusal.ALREADY_SENT:
            return _problem("already", 409)
        case Refusal.CLOSED:
            return _problem("closed", 409)
        case Refusal.NOT_INVITED:
            return abort(404)


def _problem(name: str, status: int) -> ResponseReturnValue:
    return jsonify(problem=name), status
