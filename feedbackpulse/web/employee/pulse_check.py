"""What everybody can check of a round: its manifest, and after closing every receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, render_template
from flask_babel import get_locale

from feedbackpulse.config import LOCALES
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.extending import extensions
from feedbackpulse.cycles.learning import LEARNING
from feedbackpulse.extensions import db
from feedbackpulse.jobs.page_code import code_fingerprint
from feedbackpulse.paths import resource_dir
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.programme.changes import Change, Kind, changes_of_round
from feedbackpulse.roster import service as roster
from feedbackpulse.roster import tallies as counts
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.manifest import stamps_in
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.attributes import attribute_label
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.pulse_round import get_round, words_of
from feedbackpulse.web.encoding import decoded
from feedbackpulse.web.identity import me
from feedbackpulse.web.portion import portion_of
from feedbackpulse.web.team.words import unit_name

_AFTER_CLOSING = (RoundState.CLOSED, RoundState.RELEASED, RoundState.LAPSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One stamp of the manifest, to read."""

    name: str
    invited: int
    cards: int
    key: str
    is_own: bool
    questions: int | None
    """How many questions it is asked, where not everybody is asked the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many ballots went out to a group and came back."""

    name: str
    issued: int
    cast: int
    is_minimum: bool


@blueprint.get("/pulse/<uuid:round_id>/check")
def check(round_id: UUID) -> str:
    """Show what the eight words of a round stand for."""
    asked = get_round(round_id)
    body = cycles.get_manifest(db.session(), round_id=asked.id)
    if body is None or asked.manifest_sha256 is None:
        abort(404)
    manifest = json.loads(body)
    fingerprint = asked.manifest_sha256
    invitation = roster.invitation_for(db.session(), person_id=me().id, round_id=asked.id)
    own_unit = None if invitation is None else invitation.unit
    stamps = stamps_in(manifest, cycles.get_manifest_parts(db.session(), round_id=asked.id))
    mine = None if own_unit is None else stamp_of(own_unit)
    stamps.sort(key=lambda stamp: stamp["stamp"] != mine)  # the own one comes first
    portion = portion_of(stamps, name=lambda stamp: unit_name(_unit(stamp), stamp["name"]))
    items, own = manifest["items"], _asked_of(stamps, mine)
    return render_template(
        "employee/pulse_check/check.html",
        round=asked,
        manifest=manifest,
        fingerprint=fingerprint,
        words={locale: eight_words(fingerprint, locale) for locale in LOCALES},
        texts=[_text(item) for item in items if own is None or item["code"] in own],
        others=[_text(item) for item in items if own is not None and item["code"] not in own],
        attributes=[attribute_label(code) for code in manifest["attributes"] if code != LEARNING],
        learning=attribute_label(LEARNING) if LEARNING in manifest["attributes"] else None,
        portion=portion,
        groups=[_group(stamp, own_unit) for stamp in portion.lines],
        names=roster.stamp_people(db.session(), round_id=asked.id, person_id=me().id),
        box_key=_short(manifest["box"]),
        second_key=_short(manifest["second"]["key"]) if manifest["second"] else None,
        opened_until=datetime.fromisoformat(manifest["closes"]),
        moved=_moved(asked),
        same_code=manifest["code"] == code_fingerprint(resource_dir("static")),
    )


@blueprint.get("/pulse/<uuid:round_id>/receipts")
def receipts(round_id: UUID) -> str:
    """Show the receipt of every ballot of a closed round, and how many there were."""
    asked, session = get_round(round_id), db.session()
    if asked.state is RoundState.PLANNED:
        abort(404)
    tallies = counts.tallies(session, round_id=asked.id) if asked.state in _AFTER_CLOSING else ()
    return render_template(
        "employee/pulse_check/receipts.html",
        round=asked,
        is_counted=bool(tallies),
        counts=_counts(tallies),
        receipts="\n".join(counts.receipts(session, round_id=asked.id) if tallies else ()),
        words=words_of(asked),
    )


def _moved(asked: Round) -> list[Change]:
    """Return when and why the closing moment was moved after people could check it."""
    early = changes_of_round(
        db.session(), cycle_id=asked.cycle_id, number=asked.number, kind=Kind.CLOSED_EARLY
    )
    return [*extensions(db.session(), asked=asked), *early]


def _text(item: Mapping[str, Any]) -> str:
    return item["text"].get(str(get_locale())) or ""


def _asked_of(stamps: Sequence[Mapping[str, Any]], mine: str | None) -> list[str] | None:
    """Return what the manifest says that a group is asked; None where all are asked the same."""
    return next((stamp.get("asks") for stamp in stamps if stamp["stamp"] == mine), None)


def _group(stamp: Mapping[str, Any], own: UnitKey | None) -> Group:
    unit = _unit(stamp)
    return Group(
        name=unit_name(unit, stamp["name"]),
        invited=stamp["invited"],
        cards=stamp["cards"],
        key=_short(stamp["n"]),
        is_own=unit == own,
        questions=len(stamp["asks"]) if "asks" in stamp else None,
    )


def _unit(stamp: Mapping[str, Any]) -> UnitKey:
    team, part = stamp["stamp"].split(":")
    return UnitKey(team_id=TeamId(UUID(team)), part=Part(part))


def _short(key: str) -> str:
    """Return the first sixteen digits of a key's SHA-256, in groups of four."""
    digits = hashlib.sha256(decoded(key) or b"").hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def _counts(tallies: Sequence[counts.Tally]) -> Iterator[Count]:
    """Return the counts as they are read."""
    for one in tallies:
        yield Count(
            name=unit_name(one.unit, one.name),
            issued=one.issued,
            cast=one.cast,
            is_minimum=one.is_minimum,
        )
