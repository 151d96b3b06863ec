"""Put a ballot in the box, for whoever brings it: a stamp and a seal, and nothing about anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.service import Taken, Turned, cast_stamped
from feedbackpulse.database import ballot_transaction
from feedbackpulse.extensions import stores
from feedbackpulse.web.ballot.blueprint import blueprint
from feedbackpulse.web.encoding import decoded

_STAMP: Final = re.compile(r"[0-9a-f]{32}:[a-z]{1,8}")
_STATUS: Final = {Turned.CLOSED: 409, Turned.SPENT: 409, Turned.REFUSED: 403, Turned.MALFORMED: 422}


@blueprint.post("/cast")
def cast() -> ResponseReturnValue:
    """Take a stamped ballot; the same one again gets the same receipt."""
    round_id, stamp = _round_id(), request.form.get("stamp", "")
    message, signature, sealed = (
        decoded(request.form.get(name, "")) for name in ("message", "signature", "sealed")
    )
    if round_id is None or not _STAMP.fullmatch(stamp):
        return _turned(Turned.MALFORMED)
    if not message or not signature or not sealed:
        return _turned(Turned.MALFORMED)

    def put_in(box: Session) -> Taken | Turned:
        return cast_stamped(
            box,
            round_id=round_id,
            stamp=Stamp(stamp),
            message=message,
            signature=signature,
            sealed=sealed,
        )

    try:
        outcome = _in_the_box(put_in)
    except OperationalError:
        return jsonify(problem="busy"), 503
    return jsonify(receipt=outcome.receipt) if isinstance(outcome, Taken) else _turned(outcome)


def _in_the_box(put_in: Callable[[Session], Taken | Turned]) -> Taken | Turned:
    try:
        with stores().box() as box, ballot_transaction(box):
            return put_in(box)
    except IntegrityError:  # the same ballot, at the same moment, was a breath earlier
        with stores().box() as box, ballot_transaction(box):
            return put_in(box)


def _round_id() -> UUID | None:
    try:
        return UUID(hex=request.form.get("round", ""))
    except ValueError:
        return None


def _turned(reason: Turned) -> ResponseReturnValue:
    return jsonify(problem=reason.value), _STATUS[reason]
