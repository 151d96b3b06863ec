"""Is what was acknowledged on the disk, and do we know when it is not?"""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, in_haste, transaction

OFF, FULL = 0, 2


def synchronous(session: Session) -> object:
    return session.connection().exec_driver_sql("PRAGMA synchronous").scalar()


def levels(stores: Stores) -> list[object]:
    with stores.main() as session, stores.box() as box:
        return [synchronous(session), synchronous(box)]


def test_both_stores_wait_for_the_disk(stores: Stores) -> None:
    assert levels(stores) == [FULL, FULL]


def test_in_haste_neither_waits_and_afterwards_both_do(stores: Stores) -> None:
    with in_haste(stores):
        assert levels(stores) == [OFF, OFF]

    assert levels(stores) == [FULL, FULL]


def test_haste_ends_with_the_block_whatever_happens(stores: Stores) -> None:
    with pytest.raises(RuntimeError), in_haste(stores):
        raise RuntimeError

    assert levels(stores) == [FULL, FULL]


def test_deleted_rows_are_overwritten_in_the_main_store_too(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        assert session.connection().exec_driver_sql("PRAGMA secure_delete").scalar() == 1
