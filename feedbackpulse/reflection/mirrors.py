"""Keep mirrors in their lead's notebook; without it, nobody reads or writes any."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import TeamId
from feedbackpulse.reflection.mirror import Answer, Look, Mirror
from feedbackpulse.reflection.notebook import LOCK, Notebook
from feedbackpulse.reflection.pages import Page, PageKind, list_pages, tear_out, write_page


def list_mirrors(session: Session, *, notebook: Notebook) -> tuple[Mirror, ...]:
    """Return all mirrors of the owner, in no order that means anything."""
    return tuple(_mirror(page) for page in _pages(session, notebook))


def find_mirror(
    session: Session, *, notebook: Notebook, team: TeamId, round_id: UUID
) -> Mirror | None:
    """Return what the owner wrote about a team before a round was published, if they did."""
    page = _find(session, notebook, team, round_id)
    return None if page is None else _mirror(page)


def keep_look(
    session: Session, *, notebook: Notebook, team: TeamId, round_id: UUID, look: Look
) -> Mirror:
    """Keep how the owner sees one topic; what they wrote of it before is gone."""
    one_at_a_time(session, LOCK, notebook.owner)
    page = _find(session, notebook, team, round_id)
    before = _mirror(page) if page else Mirror(team=team, round=round_id)
    mirror = before.with_look(look)
    write_page(
        session,
        notebook=notebook,
        kind=PageKind.MIRROR,
        content=_content(mirror),
        page_id=page.id if page else None,
    )
    return mirror


def delete_mirror(session: Session, *, notebook: Notebook, team: TeamId, round_id: UUID) -> None:
    """Delete what the owner wrote about a team before a round, if they wrote anything."""
    one_at_a_time(session, LOCK, notebook.owner)
    page = _find(session, notebook, team, round_id)
    if page is not None:
        tear_out(session, notebook=notebook, page_id=page.id)


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return everything that is written down of the owner's mirrors."""
    return {"mirrors": [page.content for page in _pages(session, notebook)]}


def _pages(session: Session, notebook: Notebook) -> tuple[Page, ...]:
    return list_pages(session, notebook=notebook, kind=PageKind.MIRROR)


def _find(session: Session, notebook: Notebook, team: TeamId, round_id: UUID) -> Page | None:
    wanted = {"team": str(team), "round": str(round_id)}
    pages = _pages(session, notebook)
    return next((page for page in pages if wanted.items() <= page.content.items()), None)


def _content(mirror: Mirror) -> dict[str, Any]:
    return {
        "team": str(mirror.team),
        "round": str(mirror.round),
        "topics": [
            {
                "topic": look.topic,
                "expected": look.expected,
                "answers": [
                    {"item": one.item, "version": one.item_version, "value": one.value}
                    for one in look.answers
                ],
            }
            for look in mirror.looks
        ],
    }


def _mirror(page: Page) -> Mirror:
    return Mirror(
        team=TeamId(UUID(page.content["team"])),
        round=UUID(page.content["round"]),
        looks=tuple(_look(topic) for topic in page.content["topics"]),
    )


def _look(written: dict[str, Any]) -> Look:
    return Look(
        topic=written["topic"],
        expected=written["expected"],
        answers=tuple(
            Answer(item=one["item"], item_version=one["version"], value=one["value"])
            for one in written["answers"]
        ),
    )
