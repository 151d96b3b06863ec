"""Open a closed round: its ballots go to the holder's browser and come back without a seal."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.extensions import db, stores
from feedbackpulse.jobs import holding
from feedbackpulse.jobs.closing import LostRoundError
from feedbackpulse.jobs.holding import HeldRound, PeelingRefusedError
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster.intake import stamp_of
from feedbackpulse.web.council.blueprint import blueprint
from feedbackpulse.web.council.holders import area, my_holders

_CONFLICT = 409
_LARGEST_GROUP = 250_000_000
"""How many bytes the ballots of one group may be together: those of some thirty thousand people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A group of people whose ballots still have the outer seal."""

    stamp: str
    take: str
    put: str


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a large group come back whole, before anything looks at what was sent."""
    if endpoint == "council.put_back":
        request.max_content_length = _LARGEST_GROUP


@blueprint.get("/rounds/<uuid:round_id>", endpoint="round")
def show_round(round_id: UUID) -> ResponseReturnValue:
    """Show how far a round is, and let its holder open it."""
    held = _held(round_id)
    return render_template(
        "council/rounds/round.html",
        area=area(),
        held=held,
        asked=held.round,
        cycle=cycles.get_cycle(db.session(), cycle_id=held.round.cycle_id),
        key=_written(held.round.second_key or b""),
        sizes=holding.sealed_sizes(held.round),
        groups=[_group(held, unit) for unit in holding.units_to_peel(stores(), held.round)],
    )


@blueprint.get("/rounds/<uuid:round_id>/<uuid:team_id>/<any(whole,direct,rest):part>")
def ballots(round_id: UUID, team_id: UUID, part: str) -> ResponseReturnValue:
    """Hand out the ballots of one group, sealed twice: one after the other, all of one size."""
    held = _held(round_id)
    try:
        joined = holding.ballots_of(stores(), held.round, unit=_unit(team_id, part))
    except PeelingRefusedError:
        abort(404)
    answer = make_response(joined)
    answer.content_type = "application/octet-stream"
    return answer


@blueprint.post("/rounds/<uuid:round_id>/<uuid:team_id>/<any(whole,direct,rest):part>")
def put_back(round_id: UUID, team_id: UUID, part: str) -> ResponseReturnValue:
    """Take the ballots of one group back, shuffled and sealed once."""
    held = _held(round_id)
    peeled = request.get_data(cache=False)
    db.session.remove()  # an open read would keep what is burnt in the write-ahead log
    try:
        left = holding.put_back(
            stores(), held.round, unit=_unit(team_id, part), peeled=peeled, now=clock.now()
        )
    except PeelingRefusedError:
        return jsonify(problem="refused"), _CONFLICT
    except LostRoundError:
        return jsonify(problem="lost"), _CONFLICT
    return jsonify(left=left)


def _held(round_id: UUID) -> HeldRound:
    """Return a round that the person who looks can open; else there is no such page."""
    for holder in my_holders():
        held = holding.held_round(stores(), round_id=RoundId(round_id), holder=holder)
        if held is not None:
            return held
    return abort(404)


def _unit(team_id: UUID, part: str) -> UnitKey:
    return UnitKey(team_id=TeamId(team_id), part=Part(part))


def _group(held: HeldRound, unit: UnitKey) -> Group:
    place: dict[str, Any] = {
        "round_id": held.round.id,
        "team_id": unit.team_id,
        "part": unit.part.value,
    }
    return Group(
        stamp=stamp_of(unit), take=url_for(".ballots", **place), put=url_for(".put_back", **place)
    )


def _written(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")
