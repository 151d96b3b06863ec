"""Keep reflections for their owner. Every function takes the owner, and sees nobody else's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import (
    LONGEST_WORDS,
    FinishedError,
    Rating,
    Reflection,
    ReflectionError,
    ReflectionId,
    ReflectionNotFoundError,
    Words,
)
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.reflection.tables import (
    ReflectionRatingRow,
    ReflectionRow,
    ReflectionWordsRow,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What the owner's home page says about their reflections; facets by code."""

    count: int
    last_on: date | None
    strengths: tuple[str, ...]
    improvement_areas: tuple[str, ...]


def list_reflections(session: Session, *, owner: PersonId) -> tuple[Reflection, ...]:
    """Return the owner's reflections, oldest first."""
    return _reflections(session, owner, only=None)


def get_reflection(session: Session, *, owner: PersonId, reflection_id: ReflectionId) -> Reflection:
    """Return one of the owner's reflections. Raises ReflectionNotFoundError."""
    for found in _reflections(session, owner, only=reflection_id):
        return found
    raise ReflectionNotFoundError(reflection_id)


def find_running(session: Session, *, owner: PersonId) -> Reflection | None:
    """Return the reflection the owner started and did not finish, if there is one."""
    running = [one for one in list_reflections(session, owner=owner) if not one.is_finished]
    return running[-1] if running else None


def start_reflection(
    session: Session, *, owner: PersonId, checkpoints: Sequence[str], today: date
) -> Reflection:
    """Begin a reflection over these checkpoints; if one is running, return that one."""
    one_at_a_time(session, "reflections", owner)
    if running := find_running(session, owner=owner):
        return running
    latest = session.scalar(
        select(func.max(ReflectionRow.number)).where(ReflectionRow.owner == owner)
    )
    row = ReflectionRow(
        owner=owner, number=(latest or 0) + 1, started_on=today, checkpoints=list(checkpoints)
    )
    session.add(row)
    session.flush()
    return _as_reflection(row, (), ())


def rate(
    session: Session,
    *,
    owner: PersonId,
    reflection_id: ReflectionId,
    item: Item,
    value: int | None,
) -> None:
    """Keep a rating, or that the item was passed by. A second time replaces the first.

    Raises ReflectionNotFoundError, FinishedError, or ReflectionError for a value off the scale.
    """
    one_at_a_time(session, "reflections", owner)
    _writable(session, owner, reflection_id)
    rating = Rating(item=item.code, item_version=item.version, facet=str(item.facet), value=value)
    session.merge(
        ReflectionRatingRow(
            reflection_id=reflection_id,
            owner=owner,
            item=rating.item,
            item_version=rating.item_version,
            facet=rating.facet,
            value=rating.value,
        )
    )
    session.flush()


def write(
    session: Session, *, owner: PersonId, reflection_id: ReflectionId, prompt: Item, text: str
) -> None:
    """Keep what the owner wrote under a prompt; an empty text takes it away.

    Raises ReflectionNotFoundError, FinishedError, or ReflectionError for a text that is too long.
    """
    one_at_a_time(session, "reflections", owner)
    _writable(session, owner, reflection_id)
    if len(text) > LONGEST_WORDS:
        raise ReflectionError(f"{prompt.code}: more than {LONGEST_WORDS} characters")
    session.execute(
        delete(ReflectionWordsRow).where(
            ReflectionWordsRow.owner == owner,
            ReflectionWordsRow.reflection_id == reflection_id,
            ReflectionWordsRow.prompt == prompt.code,
        )
    )
    if text.strip():
        row = ReflectionWordsRow(reflection_id=reflection_id, owner=owner, prompt=prompt.code)
        row.prompt_version, row.facet, row.text = prompt.version, str(prompt.facet), text.strip()
        session.add(row)
    session.flush()


def finish_reflection(
    session: Session, *, owner: PersonId, reflection_id: ReflectionId, today: date
) -> Reflection:
    """Close a reflection, after which it counts and stays as it is.

    Raises ReflectionNotFoundError or FinishedError.
    """
    _writable(session, owner, reflection_id).finished_on = today
    session.flush()
    return get_reflection(session, owner=owner, reflection_id=reflection_id)


def delete_reflection(session: Session, *, owner: PersonId, reflection_id: ReflectionId) -> None:
    """Delete one reflection with everything in it. Raises ReflectionNotFoundError."""
    get_reflection(session, owner=owner, reflection_id=reflection_id)
    _delete(session, owner, [reflection_id])


def delete_all(session: Session, *, owner: PersonId) -> int:
    """Delete everything the owner ever reflected, and say how many reflections that was."""
    ids = session.scalars(select(ReflectionRow.id).where(ReflectionRow.owner == owner)).all()
    _delete(session, owner, ids)
    return len(ids)


def overview(session: Session, *, owner: PersonId) -> Overview:
    """Return how often and when the owner reflected, and what stands out."""
    finished = [one for one in list_reflections(session, owner=owner) if one.is_finished]
    profile = profile_of(finished)
    return Overview(
        count=len(finished),
        last_on=finished[-1].finished_on if finished else None,
        strengths=tuple(facet.facet for facet in profile.strengths),
        improvement_areas=tuple(facet.facet for facet in profile.improvement_areas),
    )


def _delete(session: Session, owner: PersonId, ids: Collection[UUID]) -> None:
    for table in (ReflectionRatingRow, ReflectionWordsRow):
        session.execute(delete(table).where(table.owner == owner, table.reflection_id.in_(ids)))
    session.execute(
        delete(ReflectionRow).where(ReflectionRow.owner == owner, ReflectionRow.id.in_(ids))
    )
    session.flush()


def _writable(session: Session, owner: PersonId, reflection_id: ReflectionId) -> ReflectionRow:
    row = session.scalar(
        select(ReflectionRow).where(ReflectionRow.owner == owner, ReflectionRow.id == reflection_id)
    )
    if row is None:
        raise ReflectionNotFoundError(reflection_id)
    if row.finished_on is not None:
        raise FinishedError(reflection_id)
    return row


def _reflections(
    session: Session, owner: PersonId, only: ReflectionId | None
) -> tuple[Reflection, ...]:
    wanted = select(ReflectionRow).where(ReflectionRow.owner == owner)
    ratings = select(ReflectionRatingRow).where(ReflectionRatingRow.owner == owner)
    words = select(ReflectionWordsRow).where(ReflectionWordsRow.owner == owner)
    if only is not None:
        wanted = wanted.where(ReflectionRow.id == only)
        ratings = ratings.where(ReflectionRatingRow.reflection_id == only)
        words = words.where(ReflectionWordsRow.reflection_id == only)
    rated = session.scalars(ratings.order_by(ReflectionRatingRow.item)).all()
    written = session.scalars(words.order_by(ReflectionWordsRow.prompt)).all()
    return tuple(
        _as_reflection(row, rated, written)
        for row in session.scalars(wanted.order_by(ReflectionRow.number))
    )


def _as_reflection(
    row: ReflectionRow,
    rated: Sequence[ReflectionRatingRow],
    written: Sequence[ReflectionWordsRow],
) -> Reflection:
    return Reflection(
        id=ReflectionId(row.id),
        owner=PersonId(row.owner),
        number=row.number,
        started_on=row.started_on,
        finished_on=row.finished_on,
        checkpoints=tuple(row.checkpoints),
        ratings=tuple(
            Rating(item=r.item, item_version=r.item_version, facet=r.facet, value=r.value)
            for r in rated
            if r.reflection_id == row.id
        ),
        words=tuple(
            Words(prompt=w.prompt, prompt_version=w.prompt_version, facet=w.facet, text=w.text)
            for w in written
            if w.reflection_id == row.id
        ),
    )
