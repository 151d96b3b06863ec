"""Between rows and what they mean: cycles, rounds, and the wording they keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles.calendar import Window
from feedbackpulse.cycles.domain import (
    AskedItem,
    Cycle,
    CycleId,
    CycleState,
    OwnQuestion,
    Privacy,
    Rhythm,
    Round,
    RoundId,
    RoundState,
    SecondKey,
)
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.people.domain import TeamId


def to_cycle(row: CycleRow) -> Cycle:
    """Return the cycle in a row."""
    return Cycle(
        id=CycleId(row.id),
        title=row.title,
        state=CycleState(row.state),
        blocks=tuple(row.blocks),
        blocks_per_round=row.blocks_per_round,
        asks_open_question=row.asks_open_question,
        own_questions=tuple(_to_question(raw) for raw in row.own_questions),
        teams=None if row.teams is None else frozenset(TeamId(UUID(t)) for t in row.teams),
        privacy=_to_privacy(row),
        rhythm=Rhythm(row.rhythm),
        first_day=row.first_day,
        opens=row.opens,
        closes=row.closes,
        window_days=row.window_days,
        zone=row.zone,
        locales=tuple(row.locales),
        step=row.step,
        attributes=tuple(row.attributes),
        second_key=SecondKey(row.second_key),
        rule=row.rule,
        avoids_closures=row.avoids_closures,
        leadership_blocks=tuple(row.leadership_blocks),
        stagger=row.stagger,
        reminders=row.reminders,
        slowed=row.slowed,
        turn_number=row.turn_number,
        turn_block=row.turn_block,
        asks_learning=row.asks_learning,
        asks_worth=row.asks_worth,
    )


def cycle_values(cycle: Cycle) -> dict[str, Any]:
    """Return the columns of a cycle."""
    return {
        "id": cycle.id,
        "title": cycle.title,
        "state": cycle.state.value,
        "blocks": list(cycle.blocks),
        "blocks_per_round": cycle.blocks_per_round,
        "asks_open_question": cycle.asks_open_question,
        "own_questions": [_question_values(question) for question in cycle.own_questions],
        "teams": None if cycle.teams is None else sorted(str(team) for team in cycle.teams),
        **privacy_values(cycle.privacy),
        "rhythm": cycle.rhythm.value,
        "first_day": cycle.first_day,
        "opens": cycle.opens,
        "closes": cycle.closes,
        "window_days": cycle.window_days,
        "zone": cycle.zone,
        "locales": list(cycle.locales),
        "step": cycle.step,
        "attributes": list(cycle.attributes),
        "second_key": cycle.second_key.value,
        "rule": cycle.rule,
        "avoids_closures": cycle.avoids_closures,
        "leadership_blocks": list(cycle.leadership_blocks),
        "stagger": cycle.stagger,
        "reminders": cycle.reminders,
        "slowed": cycle.slowed,
        "turn_number": cycle.turn_number,
        "turn_block": cycle.turn_block,
        "asks_learning": cycle.asks_learning,
        "asks_worth": cycle.asks_worth,
    }


def privacy_values(privacy: Privacy) -> dict[str, int]:
    """Return the columns of the privacy numbers."""
    return {
        "smallest_group": privacy.smallest_group,
        "comments_group": privacy.comments_group,
        "margin": privacy.margin,
    }


def to_round(row: RoundRow) -> Round:
    """Return the round in a row."""
    return Round(
        id=RoundId(row.id),
        cycle_id=CycleId(row.cycle_id),
        number=row.number,
        title=row.title,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        state=RoundState(row.state),
        items=tuple(_to_item(raw) for raw in row.items),
        privacy=_to_privacy(row),
        locales=tuple(row.locales),
        public_key=row.public_key,
        release_sha256=row.release_sha256,
        burnt=row.burnt,
        attributes=tuple(row.attributes),
        second_key=row.second_key,
        second_key_holder=SecondKey(row.second_key_holder),
        manifest_sha256=row.manifest_sha256,
        moved_from=row.moved_from,
        moved_why=None if row.moved_why is None else LocalText(**row.moved_why),
        asks_learning=row.asks_learning,
    )


def window_values(window: Window) -> dict[str, Any]:
    """Return the columns of the time in which a round can be answered."""
    why = window.moved_why
    return {
        "slot": window.slot,
        "opens_at": window.opens_at,
        "closes_at": window.closes_at,
        "moved_from": window.moved_from,
        "moved_why": None if why is None else {"nl": why.nl, "en": why.en},
    }


def item_values(items: tuple[AskedItem, ...]) -> list[dict[str, Any]]:
    """Return the wording of a round as it is kept."""
    return [
        {
            "code": item.code,
            "version": item.version,
            "scale": item.scale,
            "text": {"nl": item.text.nl, "en": item.text.en},
            "reverse": item.reverse,
            "checkpoint": item.checkpoint,
        }
        for item in items
    ]


def _to_item(raw: dict[str, Any]) -> AskedItem:
    return AskedItem(
        code=raw["code"],
        version=raw["version"],
        scale=raw["scale"],
        text=LocalText(nl=raw["text"]["nl"], en=raw["text"]["en"]),
        reverse=raw["reverse"],
        checkpoint=raw["checkpoint"],
    )


def _to_privacy(row: CycleRow | RoundRow) -> Privacy:
    return Privacy(
        smallest_group=row.smallest_group,
        comments_group=row.comments_group,
        margin=row.margin,
    )


def _to_question(raw: dict[str, Any]) -> OwnQuestion:
    text = LocalText(nl=raw["text"]["nl"], en=raw["text"]["en"])
    return OwnQuestion(
        number=raw["number"], text=text, scale=raw["scale"], version=raw.get("version", 1)
    )


def _question_values(question: OwnQuestion) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": {"nl": question.text.nl, "en": question.text.en},
        "scale": question.scale,
        "version": question.version,
    }
