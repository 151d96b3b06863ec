"""Give the server a new key, wrap anew what lies under the old ones, and destroy those."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, one_at_a_time, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.progress import Report, untold
from feedbackpulse.reflection.leaving import rewrap_addresses
from feedbackpulse.reflection.notebook import LOCK, SERVER_KEY_LOCK, keys_in_use, place_of
from feedbackpulse.reflection.server_keys import (
    ServerKey,
    destroy_key,
    key_numbers,
    load_key,
    make_key,
)
from feedbackpulse.reflection.tables import NotebookRow

_BATCH: Final = 100


def rotate_server_key(stores: Stores, *, report: Report = untold) -> int:
    """Wrap every notebook with a new key of the server, and destroy the older ones.

    Returns how many notebooks that were. Whoever is stopped halfway begins again: every notebook
    opens at every moment, with the key that its row names. Raises LostServerKeyError.
    """
    with stores.main() as session:
        owners = list(session.scalars(select(NotebookRow.owner)))
        newest = make_key(stores.keys, number=_next_number(session, stores.keys))
    for at in range(0, len(owners), _BATCH):
        with stores.main() as session, transaction(session):
            for owner in owners[at : at + _BATCH]:
                _wrap_anew(session, stores.keys, PersonId(owner), newest)
        report(min(at + _BATCH, len(owners)), len(owners))
    with stores.main() as session, transaction(session):
        one_at_a_time(session, SERVER_KEY_LOCK)
        rewrap_addresses(session, keys=stores.keys, newest=newest)
        _destroy_unused(session, stores.keys, newest)
    return len(owners)


def _next_number(session: Session, folder: Path) -> int:
    """Return a number that no key has or had, once no key is missing."""
    used = keys_in_use(session)
    for number in used:
        load_key(folder, number=number)
    return max({*key_numbers(folder), *used}, default=0) + 1


def _wrap_anew(session: Session, folder: Path, owner: PersonId, newest: ServerKey) -> None:
    one_at_a_time(session, LOCK, owner)
    row = session.get(NotebookRow, owner, populate_existing=True)
    if row is None:
        return
    old, place = load_key(folder, number=row.server_key), place_of(owner)
    row.wrapped = newest.wrap(old.unwrap(row.wrapped, place=place), place=place)
    if row.recovery is not None:
        row.recovery = newest.wrap(old.unwrap(row.recovery, place=place), place=place)
    row.server_key = newest.number


def _destroy_unused(session: Session, folder: Path, newest: ServerKey) -> None:
    """Destroy what nothing lies under; a notebook made meanwhile under an old key keeps it."""
    for number in set(key_numbers(folder)) - keys_in_use(session) - {newest.number}:
        destroy_key(folder, number=number)
