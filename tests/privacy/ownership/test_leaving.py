"""Is anything left of who left, once it was erased: in tables, in files, under any key?"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.jobs.leaving import see_off
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.leaving import HANDOVER_LASTS, keep_private_address
from feedbackpulse.reflection.notebook import find_notebook
from feedbackpulse.reflection.tables import LetterRow, NotebookPageRow, NotebookRow
from feedbackpulse.traces import forget_deleted
from tests.jobs.test_leaving import NOON, wrote
from tests.notebooks import notebook_of
from tests.privacy.dumps import raw_bytes
from tests.reflection.sharers import give, hire

ADDRESS = "noor@home.example"


def prepare(stores: Stores) -> tuple[PersonId, PersonId]:
    """Let somebody have written, shared and read, and told us where to write to."""
    noor, ali = hire(stores, "Noor", "Ali")
    wrote(stores, noor)
    give(stores, noor, ali)
    give(stores, ali, noor)
    with stores.main() as session, transaction(session):
        keep_private_address(session, keys=stores.keys, owner=noor, address=ADDRESS)
    return noor, ali


def leave_for_good(stores: Stores, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=person, at=NOON)
    for at in (NOON, NOON + HANDOVER_LASTS):
        see_off(stores, now=at, apart=lambda _what: nullcontext())


@pytest.mark.both_engines
def test_no_table_of_notebooks_names_who_left(stores: Stores) -> None:
    noor, _ali = prepare(stores)
    names = {"owner", "reader", "peer", "person_id"}
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if table.name.startswith(("notebook", "letter", "share", "peer", "handover", "private"))
        or table.name == "reflection_reminder"
    ]
    assert len(tables) >= 9

    leave_for_good(stores, noor)

    with stores.main() as session:
        left = [
            f"{table.name}.{column.name}"
            for table in tables
            for column in table.columns
            if column.name in names
            for _row in session.execute(select(column).where(column == noor))
        ]
    assert left == ["share.reader"], "that somebody shared with them once, for who did; then gone"


def test_the_key_and_every_page_are_gone_from_the_files(app: Flask, stores: Stores) -> None:
    noor, _ali = prepare(stores)
    with stores.main() as session:
        key = session.get_one(NotebookRow, noor).wrapped
        pages = session.scalars(
            select(NotebookPageRow.sealed).where(NotebookPageRow.owner == noor)
        ).all()
        letters = session.scalars(select(LetterRow.sealed)).all()
    sealed = [key, *pages, *letters]
    folder = Path(app.instance_path)
    assert all(one[:48] in raw_bytes(folder) for one in sealed)

    leave_for_good(stores, noor)
    with stores.main() as session:
        forget_deleted(session)

    assert not [one for one in sealed if one[:48] in raw_bytes(folder)]
    assert ADDRESS.encode() not in raw_bytes(folder)
    with stores.main() as session:
        assert find_notebook(session, keys=stores.keys, owner=noor) is None


def test_a_private_address_stands_in_no_file_before_it_is_used(app: Flask, stores: Stores) -> None:
    prepare(stores)

    assert ADDRESS.encode() not in raw_bytes(Path(app.instance_path))


def test_nothing_is_logged_of_who_left(stores: Stores, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    noor, _ali = prepare(stores)

    leave_for_good(stores, noor)

    said = caplog.text
    assert not [one for one in (str(noor), noor.hex, ADDRESS, "Noor") if one in said]


@pytest.mark.both_engines
def test_who_stays_keeps_all_of_theirs(stores: Stores) -> None:
    noor, ali = prepare(stores)
    wrote(stores, ali)

    leave_for_good(stores, noor)

    with stores.main() as session:
        rows = session.scalars(select(NotebookPageRow.owner)).all()
    assert set(rows) == {ali}
    assert notebook_of(stores, ali).owner == ali
