"""A round whose manifest lies in parts, as that of a large organisation does."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.cycles.tables import ManifestPartRow, ManifestRow, RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.roster.manifest import part_of
from tests.web.employee.rounds import Asked

PARTS = 3
Stamps = list[dict[str, Any]]


def lay_in_parts(
    stores: Stores, asked: Asked, *, change: Callable[[list[Stamps]], None] = lambda _parts: None
) -> int:
    """Lay the stamps of a round in three parts; return in which its first one is.

    *change* does what a dishonest server could: it changes the parts before they are hashed.
    """
    with stores.main() as session, transaction(session):
        row = session.get_one(ManifestRow, asked.round_id)
        content = json.loads(row.body)
        stamps: Stamps = content.pop("stamps")
        parts: list[Stamps] = [[] for _ in range(PARTS)]
        for stamp in stamps:
            parts[part_of(Stamp(stamp["stamp"]), parts=PARTS)].append(stamp)
        change(parts)
        bodies = [json.dumps(part).encode() for part in parts]
        row.body = json.dumps({**content, "v": 2, "parts": list(map(_hash, bodies))}).encode()
        session.get_one(RoundRow, asked.round_id).manifest_sha256 = sha256(row.body).hexdigest()
        session.add_all(
            ManifestPartRow(round_id=asked.round_id, number=number, body=body)
            for number, body in enumerate(bodies)
        )
        return part_of(Stamp(stamps[0]["stamp"]), parts=PARTS)


def _hash(body: bytes) -> str:
    return urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode()
