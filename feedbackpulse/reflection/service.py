"""Keep reflections in their owner's notebook: without it nobody reads or writes any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.database import one_at_a_time
from feedbackpulse.reflection.domain import (
    LONGEST_WORDS,
    FinishedError,
    Rating,
    Reflection,
    ReflectionError,
    ReflectionId,
    ReflectionKind,
    ReflectionNotFoundError,
    Words,
)
from feedbackpulse.reflection.notebook import LOCK, Notebook, note_use
from feedbackpulse.reflection.pages import (
    Page,
    PageId,
    PageKind,
    PageNotFoundError,
    find_page,
    list_pages,
    tear_out,
    write_page,
)
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.reflection.writing import as_content, as_reflection


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What the owner's home page says about their reflections; facets by code."""

    count: int = 0
    last_on: date | None = None
    strengths: tuple[str, ...] = ()
    improvement_areas: tuple[str, ...] = ()


def list_reflections(session: Session, *, notebook: Notebook) -> tuple[Reflection, ...]:
    """Return the owner's reflections, oldest first."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.REFLECTION)
    found = (as_reflection(page, notebook.owner) for page in pages)
    return tuple(sorted(found, key=lambda one: one.number))


def get_reflection(
    session: Session, *, notebook: Notebook, reflection_id: ReflectionId
) -> Reflection:
    """Return one of the owner's reflections. Raises ReflectionNotFoundError."""
    return as_reflection(_page(session, notebook, reflection_id), notebook.owner)


def find_running(
    session: Session, *, notebook: Notebook, kind: ReflectionKind = ReflectionKind.LARGE
) -> Reflection | None:
    """Return the reflection of a kind that the owner started and did not finish, if any."""
    mine = list_reflections(session, notebook=notebook)
    running = [one for one in mine if not one.is_finished and one.kind is kind]
    return running[-1] if running else None


def start_reflection(
    session: Session, *, notebook: Notebook, checkpoints: Sequence[str], today: date
) -> Reflection:
    """Begin a large reflection over these checkpoints; if one is running, return that one."""
    return _start(session, notebook, today, checkpoints=tuple(checkpoints))


def start_small(
    session: Session, *, notebook: Notebook, facets: Sequence[str], today: date
) -> Reflection:
    """Begin a small reflection over these facets; if one is running, return that one."""
    return _start(session, notebook, today, kind=ReflectionKind.SMALL, facets=tuple(facets))


def _start(
    session: Session,
    notebook: Notebook,
    today: date,
    *,
    kind: ReflectionKind = ReflectionKind.LARGE,
    checkpoints: tuple[str, ...] = (),
    facets: tuple[str, ...] = (),
) -> Reflection:
    one_at_a_time(session, LOCK, notebook.owner)
    running = find_running(session, notebook=notebook, kind=kind)
    return running or _begin(
        session, notebook, today, kind=kind, checkpoints=checkpoints, facets=facets
    )


def _begin(
    session: Session,
    notebook: Notebook,
    today: date,
    *,
    kind: ReflectionKind,
    checkpoints: tuple[str, ...] = (),
    facets: tuple[str, ...] = (),
) -> Reflection:
    begun = Reflection(
        id=ReflectionId(uuid4()),
        owner=notebook.owner,
        number=_next_number(session, notebook),
        kind=kind,
        started_on=today,
        finished_on=None,
        checkpoints=checkpoints,
        facets=facets,
    )
    page_id = write_page(
        session, notebook=notebook, kind=PageKind.REFLECTION, content=as_content(begun)
    )
    return replace(begun, id=ReflectionId(page_id))


def _next_number(session: Session, notebook: Notebook) -> int:
    mine = list_reflections(session, notebook=notebook)
    return mine[-1].number + 1 if mine else 1


def rate(
    session: Session,
    *,
    notebook: Notebook,
    reflection_id: ReflectionId,
    item: Item,
    value: int | None,
) -> None:
    """Keep a rating, or that the item was passed by. A second time replaces the first.

    Raises ReflectionNotFoundError, FinishedError, or ReflectionError for a value off the scale.
    """
    given = Rating(item=item.code, item_version=item.version, facet=str(item.facet), value=value)
    running = _writable(session, notebook, reflection_id)
    others = [rating for rating in running.ratings if rating.item != item.code]
    ratings = sorted([*others, given], key=lambda rating: rating.item)
    _keep(session, notebook, replace(running, ratings=tuple(ratings)))


def write(
    session: Session, *, notebook: Notebook, reflection_id: ReflectionId, prompt: Item, text: str
) -> None:
    """Keep what the owner wrote under a prompt; an empty text takes it away.

    Raises ReflectionNotFoundError, FinishedError, or ReflectionError for a text that is too long.
    """
    kept = _words(prompt, text)
    running = _writable(session, notebook, reflection_id)
    written = {words.prompt: words for words in running.words}
    written.pop(prompt.code, None)
    if kept.text:
        written[prompt.code] = kept
    words = tuple(written[code] for code in sorted(written))
    _keep(session, notebook, replace(running, words=words))


def keep_words(
    session: Session, *, notebook: Notebook, prompt: Item, text: str, today: date
) -> Reflection:
    """Keep an answer to one prompt by itself: a small reflection over no facet, finished at once.

    Raises ReflectionError for a text that is empty or too long.
    """
    kept = _words(prompt, text)
    if not kept.text:
        raise ReflectionError(f"{prompt.code}: nothing was written")
    one_at_a_time(session, LOCK, notebook.owner)
    begun = _begin(session, notebook, today, kind=ReflectionKind.SMALL)
    finished = replace(begun, finished_on=today, words=(kept,))
    _keep(session, notebook, finished)
    note_use(session, notebook=notebook, on=today)
    return finished


def finish_reflection(
    session: Session, *, notebook: Notebook, reflection_id: ReflectionId, today: date
) -> Reflection:
    """Close a reflection, after which it counts and stays as it is.

    Raises ReflectionNotFoundError or FinishedError.
    """
    running = _writable(session, notebook, reflection_id)
    finished = replace(running, finished_on=today)
    _keep(session, notebook, finished)
    note_use(session, notebook=notebook, on=today)
    return finished


def delete_reflection(session: Session, *, notebook: Notebook, reflection_id: ReflectionId) -> None:
    """Delete one reflection with everything in it. Raises ReflectionNotFoundError."""
    _page(session, notebook, reflection_id)
    tear_out(session, notebook=notebook, page_id=PageId(reflection_id))


def delete_all(session: Session, *, notebook: Notebook) -> int:
    """Delete everything the owner ever reflected, and say how many reflections that was."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.REFLECTION)
    for page in pages:
        tear_out(session, notebook=notebook, page_id=page.id)
    return len(pages)


def overview(session: Session, *, notebook: Notebook) -> Overview:
    """Return how often and when the owner reflected, and what stands out."""
    mine = list_reflections(session, notebook=notebook)
    finished = [one for one in mine if one.is_finished]
    profile = profile_of(finished)
    return Overview(
        count=len(finished),
        last_on=finished[-1].finished_on if finished else None,
        strengths=tuple(facet.facet for facet in profile.strengths),
        improvement_areas=tuple(facet.facet for facet in profile.improvement_areas),
    )


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return every reflection as the owner takes it along."""
    mine = list_reflections(session, notebook=notebook)
    return {"reflections": [as_content(one) for one in mine]}


def _words(prompt: Item, text: str) -> Words:
    if len(text) > LONGEST_WORDS:
        raise ReflectionError(f"{prompt.code}: more than {LONGEST_WORDS} characters")
    return Words(
        prompt=prompt.code,
        prompt_version=prompt.version,
        facet=str(prompt.facet),
        text=text.strip(),
    )


def _page(session: Session, notebook: Notebook, reflection_id: ReflectionId) -> Page:
    try:
        return find_page(
            session, notebook=notebook, kind=PageKind.REFLECTION, page_id=PageId(reflection_id)
        )
    except PageNotFoundError as error:
        raise ReflectionNotFoundError(reflection_id) from error


def _writable(session: Session, notebook: Notebook, reflection_id: ReflectionId) -> Reflection:
    one_at_a_time(session, LOCK, notebook.owner)
    found = get_reflection(session, notebook=notebook, reflection_id=reflection_id)
    if found.is_finished:
        raise FinishedError(reflection_id)
    return found


def _keep(session: Session, notebook: Notebook, reflection: Reflection) -> None:
    write_page(
        session,
        notebook=notebook,
        kind=PageKind.REFLECTION,
        content=as_content(reflection),
        page_id=PageId(reflection.id),
    )
