"""Who leaves takes their notebook along for a while; then it is erased, whether they did or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.directory import is_active, people_who_left
from feedbackpulse.people.domain import PersonId, tidy_address
from feedbackpulse.reflection.notebook import (
    LOCK,
    SERVER_KEY_LOCK,
    erase_notebook,
    wrapping_key,
)
from feedbackpulse.reflection.peers import end_rounds
from feedbackpulse.reflection.server_keys import ServerKey, load_key
from feedbackpulse.reflection.shares import erase_shares
from feedbackpulse.reflection.tables import (
    HandoverRow,
    LetterRow,
    NotebookPageRow,
    NotebookRow,
    PeerInvitationRow,
    PrivateAddressRow,
    ReminderRow,
    ShareReadingRow,
    ShareRow,
)
from feedbackpulse.traces import sweep

HANDOVER_LASTS: Final = timedelta(days=30)
"""Long enough for a holiday in between; what nobody fetches by then nobody should keep."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """Somebody left: the mail that their link follows from, and when all of it is erased."""

    person: PersonId
    link: UUID
    erase_on: date


def begin_handover(session: Session, *, person: PersonId, link: UUID, today: date) -> Handover:
    """Let who left take their notebook along, from today on."""
    erase_on = today + HANDOVER_LASTS
    session.add(HandoverRow(person_id=person, link=link, erase_on=erase_on))
    session.flush()
    return Handover(person=person, link=link, erase_on=erase_on)


def end_handover(session: Session, *, person: PersonId) -> None:
    """End a handover: who left came back. The notebook stays as it is."""
    session.execute(delete(HandoverRow).where(HandoverRow.person_id == person))


def find_handover(session: Session, *, link: UUID) -> Handover | None:
    """Return the handover that belongs to a link, while its owner is away and nothing is erased."""
    row = session.scalar(select(HandoverRow).where(HandoverRow.link == link))
    if row is None or is_active(session, person_id=PersonId(row.person_id)):
        return None
    return _handover(row)


def list_handovers(session: Session) -> tuple[Handover, ...]:
    """Return every handover that is going on, the first to end first."""
    rows = session.scalars(select(HandoverRow).order_by(HandoverRow.erase_on, HandoverRow.link))
    return tuple(_handover(row) for row in rows)


def list_leavers(session: Session) -> tuple[PersonId, ...]:
    """Return who left and was handed nothing over yet, though something of them is here."""
    here = select(NotebookRow.owner).union(select(PrivateAddressRow.owner))
    told = set(session.scalars(select(HandoverRow.person_id)))
    left = people_who_left(session) - told
    return tuple(PersonId(one) for one in sorted(set(session.scalars(here)) & left))


def has_written(session: Session, *, owner: PersonId) -> bool:
    """Say whether there is anything in a notebook."""
    pages = select(NotebookPageRow.id).where(NotebookPageRow.owner == owner).limit(1)
    letters = select(LetterRow.id).where(LetterRow.reader == owner).limit(1)
    return session.scalar(pages) is not None or session.scalar(letters) is not None


def erase_everything(session: Session, *, owner: PersonId, today: date) -> None:
    """Destroy all that somebody wrote or asked for themselves, and all that was sent to them.

    What they said of a colleague is sealed for that colleague and names nobody: it stays.
    """
    one_at_a_time(session, LOCK, owner)
    erase_shares(session, person=owner, today=today)
    end_rounds(session, owner=owner)
    session.execute(delete(PeerInvitationRow).where(PeerInvitationRow.peer == owner))
    session.execute(delete(ReminderRow).where(ReminderRow.owner == owner))
    erase_notebook(session, owner=owner)
    session.execute(delete(PrivateAddressRow).where(PrivateAddressRow.owner == owner))
    end_handover(session, person=owner)
    session.flush()


def sweep_erased(session: Session) -> None:
    """Remove from the files what was erased, and the keys of it. Outside any transaction.

    SQLite overwrote it when it was deleted.
    """
    if session.get_bind().dialect.name == "postgresql":
        sweep(session, NotebookRow, NotebookPageRow, PrivateAddressRow, ShareRow, ShareReadingRow)


def keep_private_address(session: Session, *, keys: Path, owner: PersonId, address: str) -> None:
    """Remember where somebody wants to be written to once they left. Raises BadAddressError."""
    tidied = tidy_address(address)
    one_at_a_time(session, SERVER_KEY_LOCK)
    _wrap(session, wrapping_key(session, keys=keys), owner, tidied)


def forget_private_address(session: Session, *, owner: PersonId) -> None:
    """Forget where somebody wanted to be written to."""
    session.execute(delete(PrivateAddressRow).where(PrivateAddressRow.owner == owner))


def find_private_address(session: Session, *, keys: Path, owner: PersonId) -> str | None:
    """Return where somebody wants to be written to once they left, if they said so."""
    row = session.get(PrivateAddressRow, owner, populate_existing=True)
    if row is None:
        return None
    server_key = load_key(keys, number=row.server_key)
    return server_key.unwrap(row.wrapped, place=_place(owner)).decode()


def has_private_address(session: Session, *, owner: PersonId) -> bool:
    """Say whether somebody told us where to write to once they left."""
    return session.get(PrivateAddressRow, owner, populate_existing=True) is not None


def rewrap_addresses(session: Session, *, keys: Path, newest: ServerKey) -> None:
    """Wrap every private address with the newest of the server's keys."""
    older = select(PrivateAddressRow.owner).where(PrivateAddressRow.server_key != newest.number)
    for found in session.scalars(older.order_by(PrivateAddressRow.owner)).all():
        owner = PersonId(found)
        address = find_private_address(session, keys=keys, owner=owner)
        _wrap(session, newest, owner, address or "")


def _wrap(session: Session, server_key: ServerKey, owner: PersonId, address: str) -> None:
    wrapped = server_key.wrap(address.encode(), place=_place(owner))
    row = PrivateAddressRow(owner=owner, server_key=server_key.number, wrapped=wrapped)
    session.merge(row)
    session.flush()


def _place(owner: PersonId) -> str:
    return f"private address {owner}"


def _handover(row: HandoverRow) -> Handover:
    return Handover(person=PersonId(row.person_id), link=row.link, erase_on=row.erase_on)
