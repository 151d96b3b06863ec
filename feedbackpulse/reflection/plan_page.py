"""A plan as the page of a notebook keeps it: plain words, numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from feedbackpulse.reflection.plan import (
    FollowUp,
    Next,
    Note,
    NoteId,
    NoteKind,
    Plan,
    PlanId,
    Status,
)

_PLAIN = (
    "facet",
    "goal",
    "reality",
    "action",
    "text_if",
    "text_then",
    "language",
    "obstacle",
    "support",
)


def content_of(plan: Plan) -> dict[str, Any]:
    """Return what is written down of a plan."""
    return {
        **{name: getattr(plan, name) for name in _PLAIN},
        "created": plan.created.isoformat(),
        "due": plan.due.isoformat(),
        "status": plan.status.value,
        "ended": plan.ended.isoformat() if plan.ended else None,
        "follow_ups": [_of_follow_up(one) for one in plan.follow_ups],
        "notes": [_of_note(note) for note in plan.notes],
    }


def plan_of(plan_id: PlanId, content: Mapping[str, Any]) -> Plan:
    """Return the plan that was written down."""
    ended = content["ended"]
    return Plan(
        id=plan_id,
        **{name: content.get(name, "") for name in _PLAIN},
        created=date.fromisoformat(content["created"]),
        due=date.fromisoformat(content["due"]),
        status=Status(content["status"]),
        ended=date.fromisoformat(ended) if ended else None,
        follow_ups=tuple(_follow_up(one) for one in content["follow_ups"]),
        notes=tuple(_note(one) for one in content["notes"]),
    )


def _of_follow_up(one: FollowUp) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "gas": one.gas,
        "next": one.next.value,
        "text_if": one.text_if,
        "text_then": one.text_then,
        "note": one.note,
    }


def _follow_up(kept: Mapping[str, Any]) -> FollowUp:
    return FollowUp(
        day=date.fromisoformat(kept["day"]),
        gas=kept["gas"],
        next=Next(kept["next"]),
        text_if=kept["text_if"],
        text_then=kept["text_then"],
        note=kept["note"],
    )


def _of_note(note: Note) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "day": note.day.isoformat(),
        "kind": note.kind.value,
        "text": note.text,
    }


def _note(kept: Mapping[str, Any]) -> Note:
    return Note(
        id=NoteId(UUID(kept["id"])),
        day=date.fromisoformat(kept["day"]),
        kind=NoteKind(kept["kind"]),
        text=kept["text"],
    )
