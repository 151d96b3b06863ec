"""Does everybody find their stamp in a manifest, where no server can choose where it lies?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.ballots.stamping import new_signing_key, public_der
from feedbackpulse.cycles.domain import CycleId, Privacy, Round, RoundId, RoundState
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.manifest import (
    INLINE,
    Manifest,
    encoded,
    manifest_of,
    part_of,
    stamps_in,
)
from feedbackpulse.roster.service import RoundUnit

KEY = public_der(new_signing_key())
ASKED = Round(
    id=RoundId(UUID(int=7)),
    cycle_id=CycleId(UUID(int=8)),
    number=1,
    title="How do we listen?",
    opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
    closes_at=datetime(2026, 1, 16, 16, tzinfo=UTC),
    state=RoundState.OPEN,
    items=(),
    privacy=Privacy(),
    locales=("nl", "en"),
    public_key=public_bytes(new_private_key()),
)
PLACES = [0, 0, 1, 10]


def units(number: int) -> list[RoundUnit]:
    return [
        RoundUnit(
            key=UnitKey(team_id=TeamId(UUID(int=place))),
            name=f"Team {place}",
            parent=None,
            is_leaf=True,
            invited=9,
            public_key=KEY,
        )
        for place in range(number)
    ]


def made(number: int) -> Manifest:
    return manifest_of(ASKED, units(number), code_sha256="0" * 64)


def content_of(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest.body)
    return found


def test_a_round_with_few_stamps_has_them_in_its_manifest() -> None:
    manifest = made(INLINE)

    assert manifest.parts == ()
    assert [one["name"] for one in content_of(manifest)["stamps"]] == [
        f"Team {place}" for place in range(INLINE)
    ]


@pytest.mark.parametrize("number", [INLINE + 1, 1_000])
def test_a_round_with_many_has_each_in_the_part_that_its_name_points_to(number: int) -> None:
    manifest = made(number)
    parts = [json.loads(part) for part in manifest.parts]

    for unit in units(number):
        own = stamp_of(unit.key)
        assert [one["stamp"] for one in parts[part_of(own, parts=len(parts))]].count(own) == 1
    assert sum(map(len, parts)) == number
    assert max(map(len, parts)) < 2 * INLINE


def test_all_parts_are_as_long_as_each_other() -> None:
    """Whoever sees the sizes of answers go by must not learn near which group somebody is."""
    assert len({len(part) for part in made(1_000).parts}) == 1


def test_the_words_are_of_every_part() -> None:
    manifest = made(200)
    content = content_of(manifest)

    assert "stamps" not in content
    assert content["parts"] == [encoded(sha256(part).digest()) for part in manifest.parts]
    assert manifest.sha256 == sha256(manifest.body).hexdigest()


def test_all_stamps_of_a_manifest_are_found_again() -> None:
    for number in (3, 300):
        manifest = made(number)
        found = stamps_in(content_of(manifest), manifest.parts)
        assert {one["stamp"] for one in found} == {stamp_of(one.key) for one in units(number)}


def test_where_a_stamp_lies_never_changes() -> None:
    """The browser works it out, too: static/js/ballot/manifest.js."""
    stamp = Stamp("0123456789abcdef0123456789abcdef:whole")

    assert [part_of(stamp, parts=parts) for parts in (1, 2, 3, 94)] == PLACES
