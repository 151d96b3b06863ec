"""What everybody can check of a round before answering: one document, the same for all. Pure."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from feedbackpulse.ballots.stamping import modulus_of
from feedbackpulse.cycles.domain import Round
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.service import RoundUnit


def manifest_of(asked: Round, units: Collection[RoundUnit], *, code_sha256: str) -> bytes:
    """Return the manifest of a round that opens, as the bytes that are hashed.

    *code_sha256* is the hash of the page's code, in hexadecimal.
    """
    assert asked.public_key is not None
    content = {
        "v": 1,
        "round": asked.id.hex,
        "title": asked.title,
        "opens": asked.opens_at.isoformat(),
        "closes": asked.closes_at.isoformat(),
        "locales": list(asked.locales),
        "items": [
            {
                "code": item.code,
                "version": item.version,
                "scale": item.scale,
                "text": {"nl": item.text.nl, "en": item.text.en},
            }
            for item in asked.items
        ],
        "attributes": list(asked.attributes),
        "privacy": {
            "smallest_group": asked.privacy.smallest_group,
            "comments_group": asked.privacy.comments_group,
            "margin": asked.privacy.margin,
        },
        "room": questions_of(asked).sealed_room,
        "box": encoded(asked.public_key),
        "second": _second(asked),
        "stamps": [_stamp(unit) for unit in units if unit.is_leaf],
        "code": code_sha256,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def encoded(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def fingerprint(manifest: bytes) -> str:
    """Return the hash whose words stand on the page and on the notice board."""
    return sha256(manifest).hexdigest()


def _second(asked: Round) -> dict[str, str] | None:
    if asked.second_key is None:
        return None
    return {"holder": asked.second_key_holder.value, "key": encoded(asked.second_key)}


def _stamp(unit: RoundUnit) -> dict[str, Any]:
    assert unit.public_key is not None
    return {
        "stamp": stamp_of(unit.key),
        "name": unit.name,
        "part": unit.key.part.value,
        "invited": unit.invited,
        "cards": unit.cards,
        "n": encoded(modulus_of(unit.public_key)),
        **({} if unit.asked is None else {"asks": sorted(unit.asked)}),
    }
