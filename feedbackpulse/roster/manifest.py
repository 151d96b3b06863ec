"""What everybody can check of a round before answering: one document, the same for all. Pure.

Of a round with many stamps it has the hashes of parts, in which the stamps lie. In which part a
stamp lies follows from its name alone: if the server could choose, it could show people of one
group different keys under the same eight words.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.stamping import modulus_of
from feedbackpulse.cycles.domain import Round
from feedbackpulse.cycles.learning import choices_in
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.service import RoundUnit

INLINE: Final = 64
"""How many stamps, some half a kilobyte each, lie in one document, or about so many in a part."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What was fixed at opening, as the bytes that are hashed."""

    body: bytes
    parts: tuple[bytes, ...] = ()
    """The stamps of a large round; the body has the hash of each part."""

    @property
    def sha256(self) -> str:
        """Return the hash whose words stand on the page and on the notice board."""
        return sha256(self.body).hexdigest()


def manifest_of(asked: Round, units: Collection[RoundUnit], *, code_sha256: str) -> Manifest:
    """Return the manifest of a round that opens.

    *code_sha256* is the hash of the page's code, in hexadecimal.
    """
    stamps = [_stamp(unit) for unit in units if unit.is_leaf]
    content = _content(asked, code_sha256)
    if len(stamps) <= INLINE:
        return Manifest(body=_written({**content, "v": 1, "stamps": stamps}))
    parts = _as_long_as_each_other([_written(part) for part in _in_parts(stamps)])
    hashes = [encoded(sha256(part).digest()) for part in parts]
    return Manifest(body=_written({**content, "v": 2, "parts": hashes}), parts=parts)


def part_of(stamp: Stamp, *, parts: int) -> int:
    """Return in which part of a manifest a stamp has to be, counted from zero."""
    return int.from_bytes(sha256(stamp.encode()).digest()[:4], "big") % parts


def stamps_in(content: Mapping[str, Any], parts: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the stamps of a manifest, those of a large one by name."""
    if content["v"] == 1:
        return list(content["stamps"])
    found = [stamp for part in parts for stamp in json.loads(part)]
    return sorted(found, key=lambda stamp: (stamp["name"].casefold(), stamp["stamp"]))


def _in_parts(stamps: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    number = -(-len(stamps) // INLINE)
    parts: list[list[dict[str, Any]]] = [[] for _ in range(number)]
    for stamp in stamps:
        parts[part_of(Stamp(stamp["stamp"]), parts=number)].append(stamp)
    return parts


def _as_long_as_each_other(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    """Fill parts up with spaces: whoever sees only sizes must not learn which one is fetched."""
    longest = max(map(len, parts))
    return tuple(part.ljust(longest, b" ") for part in parts)


def _written(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _content(asked: Round, code_sha256: str) -> dict[str, Any]:
    """Return all of a manifest but its stamps."""
    assert asked.public_key is not None
    return {
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
        "attributes": list(choices_in(asked)),
        "privacy": {
            "smallest_group": asked.privacy.smallest_group,
            "comments_group": asked.privacy.comments_group,
            "margin": asked.privacy.margin,
        },
        "room": questions_of(asked).sealed_room,
        "box": encoded(asked.public_key),
        "second": _second(asked),
        "code": code_sha256,
    }


def encoded(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


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
