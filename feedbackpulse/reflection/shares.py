"""Keep what people share: for the owner pages of their notebook, for the reader letters.

A share ends in one place, and with it its letter is burnt: then nobody reads the copy any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new, one_at_a_time
from feedbackpulse.people.directory import is_active, people_who_left
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.reflection.letters import LetterKind, burn_letters, post_letter, read_letters
from feedbackpulse.reflection.notebook import LOCK, Notebook
from feedbackpulse.reflection.pages import (
    Page,
    PageId,
    PageKind,
    find_page,
    list_pages,
    tear_out,
    write_page,
)
from feedbackpulse.reflection.sharing import (
    KEPT_AFTERWARDS,
    Copy,
    Ending,
    Share,
    ShareId,
    ShareNotFoundError,
    SharingError,
    may_last_until,
)
from feedbackpulse.reflection.tables import ShareReadingRow, ShareRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What its owner sees of something they shared; *opened* are the days on which it was read."""

    page_id: PageId
    share_id: ShareId
    reader: PersonId
    since: date
    until: date
    copy: Copy
    ending: Ending | None
    ended_on: date | None
    opened: tuple[date, ...]


def share(
    session: Session,
    *,
    keys: Path,
    notebook: Notebook,
    reader: PersonId,
    copies: Iterable[Copy],
    until: date,
    today: date,
) -> None:
    """Let one person read some things until a day; what they read already is replaced.

    Raises SharingError for oneself, for who left, and for a day that is too early or too far.
    """
    if reader == notebook.owner or not is_active(session, person_id=reader):
        raise SharingError("nobody to share with")
    if not may_last_until(until, today=today):
        raise SharingError("not a day on which a share can end")
    one_at_a_time(session, LOCK, notebook.owner)
    for copy in copies:
        _end_former(session, notebook, reader, copy, today)
        _begin(session, keys, notebook, reader, copy, until, today)


def _end_former(
    session: Session, notebook: Notebook, reader: PersonId, copy: Copy, today: date
) -> None:
    for mine in list_shared(session, notebook=notebook, today=today):
        if mine.ending is None and mine.reader == reader and mine.copy.key == copy.key:
            _end_page(session, notebook, mine.page_id, Ending.RENEWED, today)


def _begin(
    session: Session,
    keys: Path,
    notebook: Notebook,
    reader: PersonId,
    copy: Copy,
    until: date,
    today: date,
) -> None:
    share_id = ShareId(uuid4())
    session.add(ShareRow(id=share_id, owner=notebook.owner, reader=reader, until=until))
    session.flush()
    post_letter(
        session,
        keys=keys,
        to=reader,
        kind=LetterKind.SHARE,
        about=share_id,
        content=copy.as_content(),
    )
    kept = {
        "share": str(share_id),
        "reader": str(reader),
        "since": today.isoformat(),
        "until": until.isoformat(),
        "copy": copy.as_content(),
    }
    write_page(session, notebook=notebook, kind=PageKind.SHARE, content=kept)


def list_shared(session: Session, *, notebook: Notebook, today: date) -> tuple[Shared, ...]:
    """Return what its owner shares and shared, the newest first."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.SHARE)
    found = _shared(session, pages, today)
    return tuple(
        sorted(found, key=lambda one: (one.since, one.copy.key, str(one.page_id)), reverse=True)
    )


def find_shared(session: Session, *, notebook: Notebook, page_id: PageId, today: date) -> Shared:
    """Return one thing that its owner shares or shared. Raises PageNotFoundError."""
    page = find_page(session, notebook=notebook, kind=PageKind.SHARE, page_id=page_id)
    return _shared(session, [page], today)[0]


def stop_sharing(session: Session, *, notebook: Notebook, page_id: PageId, today: date) -> None:
    """Let nobody read something any more, at once. Raises PageNotFoundError."""
    _end_page(session, notebook, page_id, Ending.STOPPED, today)


def forget_shared(session: Session, *, notebook: Notebook, page_id: PageId, today: date) -> None:
    """Take something that is shared no longer off its owner's list; what is read is stopped first.

    Raises PageNotFoundError.
    """
    _end_page(session, notebook, page_id, Ending.STOPPED, today)
    page = find_page(session, notebook=notebook, kind=PageKind.SHARE, page_id=page_id)
    session.execute(delete(ShareRow).where(ShareRow.id == _share_id(page)))
    tear_out(session, notebook=notebook, page_id=page_id)


def shared_with(session: Session, *, reader: PersonId, today: date) -> tuple[Share, ...]:
    """Return what somebody may read of others now: that it is there, not what it is."""
    rows = session.scalars(
        select(ShareRow)
        .join(PersonRow, PersonRow.id == ShareRow.owner)
        .where(ShareRow.reader == reader, ShareRow.ended.is_(None), ShareRow.until >= today)
        .where(PersonRow.active)
        .order_by(ShareRow.until, ShareRow.id)
    )
    return tuple(_share(row) for row in rows)


def read_shared(
    session: Session, *, notebook: Notebook, share_id: ShareId, today: date
) -> tuple[tuple[Share, Copy], ...]:
    """Return everything that whoever shared this lets the reader read, and note the day for them.

    Raises ShareNotFoundError for what is over, somebody else's, or never was.
    """
    given = shared_with(session, reader=notebook.owner, today=today)
    owner = next((one.owner for one in given if one.id == share_id), None)
    if owner is None:
        raise ShareNotFoundError(share_id)
    found = []
    for one in given:
        if one.owner == owner:
            insert_if_new(session, ShareReadingRow, {"share_id": one.id, "on": today})
            found += [(one, copy) for copy in _copies(session, notebook, one.id)]
    return tuple(found)


def end_shares(session: Session, *, today: date) -> int:
    """End what is past its day or belongs to who left, and forget what ended long ago.

    Returns how many ended. Called twice it does nothing more.
    """
    rows = session.scalars(select(ShareRow).where(ShareRow.ended.is_(None)).order_by(ShareRow.id))
    left = people_who_left(session)
    over = [(row, why) for row in rows if (why := _why_over(row, left, today)) is not None]
    for row, why in over:
        _end(session, row, why, today)
    session.execute(delete(ShareRow).where(ShareRow.ended_on < today - KEPT_AFTERWARDS))
    session.flush()
    return len(over)


def erase_shares(session: Session, *, person: PersonId, today: date) -> None:
    """End what somebody shares and forget it; what others share with them ends, and says so."""
    mine = select(ShareRow).where(or_(ShareRow.owner == person, ShareRow.reader == person))
    for row in session.scalars(mine.order_by(ShareRow.id)).all():
        _end(session, row, Ending.READER_LEFT, today)
    session.execute(delete(ShareRow).where(ShareRow.owner == person))
    session.flush()


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return what the owner shared, with whom and until when."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.SHARE)
    return {"shared": [page.content for page in pages]}


def _why_over(row: ShareRow, left: frozenset[PersonId], today: date) -> Ending | None:
    if row.owner in left:
        return Ending.OWNER_LEFT
    if row.reader in left:
        return Ending.READER_LEFT
    return _share(row).ending(today)


def _end_page(
    session: Session, notebook: Notebook, page_id: PageId, why: Ending, today: date
) -> None:
    one_at_a_time(session, LOCK, notebook.owner)
    page = find_page(session, notebook=notebook, kind=PageKind.SHARE, page_id=page_id)
    row = session.get(ShareRow, _share_id(page), populate_existing=True)
    if row is not None:
        _end(session, row, why, today)


def _end(session: Session, row: ShareRow, why: Ending, today: date) -> None:
    burn_letters(session, kind=LetterKind.SHARE, about=row.id)
    if row.ended is None:
        row.ended, row.ended_on = why.value, min(today, row.until)
    session.flush()


def _copies(session: Session, notebook: Notebook, share_id: ShareId) -> list[Copy]:
    letters = read_letters(session, notebook=notebook, kind=LetterKind.SHARE, about=share_id)
    return [Copy.of_content(letter.content) for letter in letters]


def _shared(session: Session, pages: Collection[Page], today: date) -> list[Shared]:
    """Return what pages say of things that are or were shared, in two statements for all."""
    ids = [_share_id(page) for page in pages]
    mine = select(ShareRow).where(ShareRow.id.in_(ids)).execution_options(populate_existing=True)
    rows = {row.id: row for row in session.scalars(mine)} if ids else {}
    read = select(ShareReadingRow).where(ShareReadingRow.share_id.in_(list(rows)))
    opened: defaultdict[UUID, tuple[date, ...]] = defaultdict(tuple)
    for reading in session.scalars(read.order_by(ShareReadingRow.on)) if rows else ():
        opened[reading.share_id] += (reading.on,)
    return [_one(page, rows.get(_share_id(page)), opened, today) for page in pages]


def _one(
    page: Page, row: ShareRow | None, opened: Mapping[UUID, tuple[date, ...]], today: date
) -> Shared:
    until = date.fromisoformat(page.content["until"])
    return Shared(
        page_id=page.id,
        share_id=_share_id(page),
        reader=PersonId(UUID(page.content["reader"])),
        since=date.fromisoformat(page.content["since"]),
        until=until,
        copy=Copy.of_content(page.content["copy"]),
        ending=Ending.DAY if row is None else _share(row).ending(today),
        ended_on=until if row is None else row.ended_on,
        opened=opened.get(_share_id(page), ()),
    )


def _share_id(page: Page) -> ShareId:
    return ShareId(UUID(page.content["share"]))


def _share(row: ShareRow) -> Share:
    return Share(
        id=ShareId(row.id),
        owner=PersonId(row.owner),
        reader=PersonId(row.reader),
        until=row.until,
        ended=None if row.ended is None else Ending(row.ended),
        ended_on=row.ended_on,
    )
