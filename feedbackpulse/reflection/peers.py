"""Keep what somebody asks of colleagues, for the one who asks.

What colleagues answer lies in letters until the day, and nobody reads or counts them before. Then
means go into the owner's notebook and the letters are burnt, in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.database import one_at_a_time, transaction
from feedbackpulse.people.directory import is_active
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.letters import LetterKind, burn_letters, read_letters
from feedbackpulse.reflection.notebook import LOCK, Notebook
from feedbackpulse.reflection.pages import (
    PageId,
    PageKind,
    find_page,
    list_pages,
    tear_out,
    write_page,
)
from feedbackpulse.reflection.peer_page import PeerPage, as_content, as_page
from feedbackpulse.reflection.peer_rounds import (
    PAUSE,
    PeerRound,
    PeerRoundError,
    PeerRoundId,
    check_invitation,
    peer_items,
)
from feedbackpulse.reflection.peer_view import own_ratings, view_of
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.reflection.tables import LetterRow, PeerInvitationRow, PeerRoundRow
from feedbackpulse.traces import scramble

_NOT_YET: Final = PageId(UUID(int=0))
"""What a page is called until it is written."""


def invite(
    session: Session,
    *,
    notebook: Notebook,
    peers: Collection[PersonId],
    checkpoints: Collection[str],
    opens_on: date,
    today: date,
    catalogue: Catalogue,
) -> PeerPage:
    """Ask colleagues about some checkpoints, until a day on which all answers open together.

    Raises PeerRoundError when a rule is broken: `may_invite_from` and `check_invitation` say which.
    """
    one_at_a_time(session, LOCK, notebook.owner)
    check_invitation(owner=notebook.owner, peers=peers, opens_on=opens_on, today=today)
    first = may_invite_from(session, owner=notebook.owner, today=today)
    if first is None or first > today:
        raise PeerRoundError("another round runs, or was not long ago")
    if not peer_items(catalogue, checkpoints):
        raise PeerRoundError("nothing is asked")
    if not all(is_active(session, person_id=peer) for peer in peers):
        raise PeerRoundError("a colleague has left")
    row = PeerRoundRow(
        id=uuid4(), owner=notebook.owner, opens_on=opens_on, checkpoints=list(checkpoints)
    )
    session.add(row)
    session.flush()
    session.add_all(PeerInvitationRow(round_id=row.id, peer=peer) for peer in peers)
    return _begin_page(session, notebook, round_of(row), peers, today)


def _begin_page(
    session: Session,
    notebook: Notebook,
    asked: PeerRound,
    peers: Collection[PersonId],
    today: date,
) -> PeerPage:
    page = PeerPage(
        id=_NOT_YET,
        round_id=asked.id,
        asked_on=today,
        opens_on=asked.opens_on,
        checkpoints=asked.checkpoints,
        count=len(peers),
        invited=tuple(peers),
    )
    content = as_content(page)
    page_id = write_page(session, notebook=notebook, kind=PageKind.PEERS, content=content)
    return replace(page, id=page_id)


def may_invite_from(session: Session, *, owner: PersonId, today: date) -> date | None:
    """Return the first day on which somebody may invite; None while a round of theirs runs."""
    rows = session.scalars(select(PeerRoundRow).where(PeerRoundRow.owner == owner)).all()
    if any(not row.ended for row in rows):
        return None
    return max([today, *(row.opens_on + PAUSE for row in rows)])


def list_peer_pages(session: Session, *, notebook: Notebook) -> tuple[PeerPage, ...]:
    """Return what the owner asked of colleagues, the newest first."""
    pages = list_pages(session, notebook=notebook, kind=PageKind.PEERS)
    found = [as_page(page.id, page.content) for page in pages]
    return tuple(sorted(found, key=lambda one: (one.asked_on, str(one.id)), reverse=True))


def find_peer_page(session: Session, *, notebook: Notebook, page_id: PageId) -> PeerPage:
    """Return one page of the owner's. Raises PageNotFoundError."""
    page = find_page(session, notebook=notebook, kind=PageKind.PEERS, page_id=page_id)
    return as_page(page.id, page.content)


def delete_peer_page(session: Session, *, notebook: Notebook, page_id: PageId) -> None:
    """Delete what colleagues said; before its day, withdraw the question and burn the answers.

    Raises PageNotFoundError.
    """
    one_at_a_time(session, LOCK, notebook.owner)
    page = find_peer_page(session, notebook=notebook, page_id=page_id)
    running = session.get(PeerRoundRow, page.round_id)
    if running is not None and not running.ended:
        _destroy(session, running)
    tear_out(session, notebook=notebook, page_id=page_id)


def open_due(session: Session, *, notebook: Notebook, today: date, catalogue: Catalogue) -> bool:
    """Open the owner's round when its day has come; say whether one was.

    Means and words go into the notebook, and every single answer is burnt.
    """
    one_at_a_time(session, LOCK, notebook.owner)
    row = _due_row(session, owner=notebook.owner, today=today)
    if row is None:
        return False
    asked = round_of(row)
    if not asked.is_lost(today):
        _write_down(session, notebook, asked, catalogue)
    _end(session, row)
    return True


def _write_down(
    session: Session, notebook: Notebook, asked: PeerRound, catalogue: Catalogue
) -> None:
    letters = read_letters(session, notebook=notebook, kind=LetterKind.RATING, about=asked.id)
    mine = list_reflections(session, notebook=notebook)
    seen = view_of(
        [letter.content["answers"] for letter in letters],
        items=peer_items(catalogue, asked.checkpoints),
        own=own_ratings(mine),
    )
    for page in list_peer_pages(session, notebook=notebook):
        if page.round_id == asked.id:
            content = as_content(replace(page, seen=seen, invited=()))
            write_page(
                session,
                notebook=notebook,
                kind=PageKind.PEERS,
                content=content,
                page_id=page.id,
            )


def due_rounds(session: Session, *, today: date) -> tuple[PeerRound, ...]:
    """Return the rounds whose day has come and that nobody opened yet."""
    wanted = select(PeerRoundRow).where(PeerRoundRow.opens_on <= today, ~PeerRoundRow.ended)
    return tuple(round_of(row) for row in session.scalars(wanted.order_by(PeerRoundRow.id)))


def lose_round(session: Session, *, owner: PersonId, today: date) -> None:
    """Burn the answers unread that waited too long for an owner whose notebook is sealed."""
    one_at_a_time(session, LOCK, owner)
    row = _due_row(session, owner=owner, today=today)
    if row is not None and round_of(row).is_lost(today):
        _end(session, row)


def end_rounds(session: Session, *, owner: PersonId) -> None:
    """Withdraw whatever somebody asked of colleagues, with all answers: they leave, or erase."""
    one_at_a_time(session, LOCK, owner)
    for row in session.scalars(select(PeerRoundRow).where(PeerRoundRow.owner == owner)).all():
        _destroy(session, row)


def forget_ended(session: Session, *, today: date) -> None:
    """Delete the rounds that say nothing any more about when the next may be."""
    session.execute(
        delete(PeerRoundRow).where(PeerRoundRow.ended, PeerRoundRow.opens_on <= today - PAUSE)
    )


def scrub_peers(session: Session) -> None:
    """Write invitations and letters anew in a random order, so that files do not say who was when."""
    scramble(session, PeerInvitationRow, LetterRow, writing=transaction)


def export(session: Session, *, notebook: Notebook) -> dict[str, Any]:
    """Return what colleagues said, as the owner takes it along."""
    pages = list_peer_pages(session, notebook=notebook)
    return {"colleagues": [as_content(page) for page in pages]}


def _due_row(session: Session, *, owner: PersonId, today: date) -> PeerRoundRow | None:
    return session.scalar(
        select(PeerRoundRow)
        .where(PeerRoundRow.owner == owner, PeerRoundRow.opens_on <= today, ~PeerRoundRow.ended)
        .execution_options(populate_existing=True)
    )


def _end(session: Session, row: PeerRoundRow) -> None:
    _burn(session, row)
    row.ended = True
    session.flush()


def _destroy(session: Session, row: PeerRoundRow) -> None:
    _burn(session, row)
    session.delete(row)
    session.flush()


def _burn(session: Session, row: PeerRoundRow) -> None:
    burn_letters(session, kind=LetterKind.RATING, about=row.id)
    session.execute(delete(PeerInvitationRow).where(PeerInvitationRow.round_id == row.id))


def round_of(row: PeerRoundRow) -> PeerRound:
    """Return what a row holds."""
    return PeerRound(
        id=PeerRoundId(row.id),
        owner=PersonId(row.owner),
        opens_on=row.opens_on,
        checkpoints=tuple(row.checkpoints),
    )
