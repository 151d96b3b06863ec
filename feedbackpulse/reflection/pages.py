"""The pages of a notebook: each encrypted for its owner, its kind and itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.notebook import LOCK, Notebook, SealedError, rows_of
from feedbackpulse.reflection.server_keys import BrokenSealError, decrypt, encrypt
from feedbackpulse.reflection.tables import NotebookPageRow, NotebookRow

PageId = NewType("PageId", UUID)
_BLOCK: Final = 512
"""Pages are as long as a whole number of these bytes: their length says little."""


class PageKind(StrEnum):
    """What a page is about."""

    REFLECTION = "reflection"
    PLAN = "plan"
    WORDS = "words"
    PEERS = "peers"
    MIRROR = "mirror"
    SHARE = "share"
    RHYTHM = "rhythm"
    COMPLIMENT = "compliment"


class PageNotFoundError(LookupError):
    """The notebook has no such page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page, readable. Its content is made of what JSON knows."""

    id: PageId
    kind: PageKind
    content: dict[str, Any]


def list_pages(session: Session, *, notebook: Notebook, kind: PageKind) -> tuple[Page, ...]:
    """Return all pages of a kind, in no order that means anything.

    Raises SealedError when the notebook was sealed anew since it was opened.
    """
    _notebook, rows = rows_of(session, owner=notebook.owner)
    return tuple(_read(notebook, row) for row in rows if row.kind == kind.value)


def find_page(session: Session, *, notebook: Notebook, kind: PageKind, page_id: PageId) -> Page:
    """Return one page. Raises PageNotFoundError, also for a page of somebody else."""
    wanted = _pages(notebook).where(
        NotebookPageRow.kind == kind.value, NotebookPageRow.id == page_id
    )
    row = session.scalar(wanted)
    if row is None:
        raise PageNotFoundError(page_id)
    return _read(notebook, row)


def write_page(
    session: Session,
    *,
    notebook: Notebook,
    kind: PageKind,
    content: Mapping[str, Any],
    page_id: PageId | None = None,
) -> PageId:
    """Write a new page, or write a page anew, and return its id.

    Raises PageNotFoundError for a page that is not there or of another kind, and SealedError when
    the notebook was sealed anew since it was opened.
    """
    _check_current(session, notebook)
    wanted = page_id or PageId(uuid4())
    sealed = encrypt(notebook.page_key, _plain(content), place=_place(notebook.owner, kind, wanted))
    if page_id is None:
        session.add(
            NotebookPageRow(id=wanted, owner=notebook.owner, kind=kind.value, sealed=sealed)
        )
    else:
        find_page(session, notebook=notebook, kind=kind, page_id=wanted)
        session.get_one(NotebookPageRow, wanted).sealed = sealed
    session.flush()
    return wanted


def tear_out(session: Session, *, notebook: Notebook, page_id: PageId) -> None:
    """Take a page out of its notebook for good. Raises PageNotFoundError."""
    gone = delete(NotebookPageRow).where(
        NotebookPageRow.owner == notebook.owner, NotebookPageRow.id == page_id
    )
    if session.scalar(gone.returning(NotebookPageRow.id)) is None:
        raise PageNotFoundError(page_id)
    session.flush()


def copy_pages(session: Session, *, old: Notebook, new: Notebook) -> None:
    """Write every page of a notebook anew under another key of the same owner."""
    for row in session.scalars(_pages(old)):
        page = _read(old, row)
        place = _place(new.owner, page.kind, page.id)
        row.sealed = encrypt(new.page_key, _plain(page.content), place=place)
    session.flush()


def _pages(notebook: Notebook) -> Any:
    return (
        select(NotebookPageRow)
        .where(NotebookPageRow.owner == notebook.owner)
        .execution_options(populate_existing=True)
    )


def _check_current(session: Session, notebook: Notebook) -> None:
    """Refuse to write under a key that the owner has replaced meanwhile."""
    one_at_a_time(session, LOCK, notebook.owner)
    address = session.scalar(select(NotebookRow.address).where(NotebookRow.owner == notebook.owner))
    if address != notebook.address:
        raise SealedError


def _read(notebook: Notebook, row: NotebookPageRow) -> Page:
    kind, page_id = PageKind(row.kind), PageId(row.id)
    try:
        plain = decrypt(notebook.page_key, row.sealed, place=_place(notebook.owner, kind, page_id))
    except BrokenSealError as error:
        raise SealedError from error
    return Page(id=page_id, kind=kind, content=json.loads(plain))


def _place(owner: PersonId, kind: PageKind, page_id: PageId) -> str:
    return f"page {owner} {kind.value} {page_id}"


def _plain(content: Mapping[str, Any]) -> bytes:
    return padded(content, block=_BLOCK)


def padded(content: Mapping[str, Any], *, block: int) -> bytes:
    """Return content as JSON, filled up with spaces to whole blocks of so many bytes."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return written + b" " * (-len(written) % block)
