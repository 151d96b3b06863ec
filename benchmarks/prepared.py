"""Everything that browsers would send to answer a round, made before any clock starts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks.hammer import get, post
from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.domain import Stamp, sealed_size
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.intake import NUMBER_BYTES, questions_of, stamp_of
from feedbackpulse.roster.manifest import encoded
from tests.faults.clients import CAST
from tests.faults.running import Installation
from tests.privacy.attacks.client import blind, prepare
from tests.web.ballot.stamped import signature_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """What one browser sends, in this order."""

    page: bytes
    stamp: bytes
    cast: bytes

    @property
    def requests(self) -> tuple[bytes, bytes, bytes]:
        """Return all of it."""
        return self.page, self.stamp, self.cast


def flows(app: Flask, installation: Installation, people: Sequence[PersonId]) -> list[Flow]:
    """Prepare a flow for each of these people, who came by their invitation just now."""
    stores: Stores = app.extensions["feedbackpulse"].stores
    with stores.main() as session, transaction(session):
        tokens = [
            accounts.start_answering(session, person_id=person, now=clock.now(), browser="Bench")
            for person in people
        ]
    with stores.main() as session:
        units = roster.units_of_round(session, round_id=installation.round_id)
    [key] = [unit.public_key for unit in units if unit.public_key]
    made = zip(tokens, ballots(stores, installation, len(tokens)), strict=True)
    return [_flow(app, installation, token, key, cast) for token, cast in made]


def ballots(stores: Stores, installation: Installation, number: int) -> list[bytes]:
    """Return requests that cast so many different ballots."""
    return [post(CAST, form) for form in forms(stores, installation, number)]


def forms(stores: Stores, installation: Installation, number: int) -> list[dict[str, str]]:
    """Return what so many ballots are cast with, for a round with one stamp.

    The signature is genuine. What is sealed is noise of the right size: the box cannot tell.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=installation.round_id)
        [leaf] = [
            unit for unit in roster.units_of_round(session, round_id=asked.id) if unit.is_leaf
        ]
    size, stamp = sealed_size(questions_of(asked).sealed_room, outer=False), stamp_of(leaf.key)
    return [_form(stores, asked.id, stamp, size) for _ in range(number)]


def _form(stores: Stores, round_id: RoundId, stamp: Stamp, size: int) -> dict[str, str]:
    message = secrets.token_bytes(2 * NUMBER_BYTES)
    return {
        "round": round_id.hex,
        "stamp": stamp,
        "message": encoded(message),
        "signature": encoded(signature_of(stores, round_id, stamp, message)),
        "sealed": encoded(secrets.token_bytes(size)),
    }


def _flow(app: Flask, installation: Installation, token: str, key: bytes, cast: bytes) -> Flow:
    raw = hashlib.sha256(token.encode()).hexdigest()
    cookie = _cookie(app, {"_user_id": token, "_fresh": True, "csrf_token": raw})
    form = {
        "blinded": encoded(blind(key, prepare(secrets.token_bytes(32))).blinded),
        "csrf_token": str(
            URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(raw)
        ),
    }
    path = f"/pulse/{installation.round_id}"
    return Flow(
        page=get(path, Cookie=cookie),
        stamp=post(f"{path}/stamp", form, Cookie=cookie),
        cast=cast,
    )


def _cookie(app: Flask, content: dict[str, object]) -> str:
    """Return the cookie of a session, signed as Flask does."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of Flask's own sessions
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"
