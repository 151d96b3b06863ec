"""Can anybody read what was shared with somebody else, or after it ended, from pages or files?"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.letters import LetterKind, read_letters
from feedbackpulse.reflection.tables import LetterRow, ShareReadingRow, ShareRow
from feedbackpulse.traces import forget_deleted
from tests.notebooks import notebook_of
from tests.privacy.dumps import raw_bytes
from tests.reflection.sharers import SECRET, STRENGTH, TODAY, WORDS, give, hire, mine, read


@pytest.mark.both_engines
def test_a_letter_opens_for_its_reader_only(stores: Stores) -> None:
    owner, reader, other = hire(stores, "Noor", "Ali", "Bo")
    give(stores, owner, reader)
    give(stores, owner, other, STRENGTH)

    for person, wanted in ((reader, [WORDS.key]), (other, [STRENGTH.key]), (owner, [])):
        notebook = notebook_of(stores, person)
        with stores.main() as session:
            letters = read_letters(session, notebook=notebook, kind=LetterKind.SHARE)
        assert [f"{one.content['kind']}:{one.content['ref']}" for one in letters] == wanted


@pytest.mark.both_engines
def test_a_letter_moved_to_another_share_or_reader_opens_no_more(stores: Stores) -> None:
    owner, reader, thief = hire(stores, "Noor", "Ali", "Bo")
    give(stores, owner, reader)
    give(stores, thief, reader, STRENGTH)
    notebook = notebook_of(stores, thief)
    with stores.main() as session, transaction(session):
        row = session.scalars(select(ShareRow).where(ShareRow.owner == owner)).one()
        row.reader = thief

    with stores.main() as session, transaction(session):
        [given] = shares.shared_with(session, reader=thief, today=TODAY)
        found = shares.read_shared(session, notebook=notebook, share_id=given.id, today=TODAY)

    assert found == (), "who changes the database gives somebody a share, and nothing in it"


def test_what_is_shared_stands_in_no_file_and_its_copy_goes_when_it_ends(
    app: Flask, stores: Stores
) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)
    folder = Path(app.instance_path)
    with stores.main() as session:
        sealed = session.scalars(select(LetterRow.sealed)).one()
    assert sealed[:64] in raw_bytes(folder)
    assert SECRET.encode() not in raw_bytes(folder)
    [shared] = mine(stores, owner)
    notebook = notebook_of(stores, owner)

    with stores.main() as session, transaction(session):
        shares.stop_sharing(session, notebook=notebook, page_id=shared.page_id, today=TODAY)
    with stores.main() as session:
        forget_deleted(session)

    assert sealed[:64] not in raw_bytes(folder)


def test_nothing_in_the_open_says_what_is_shared() -> None:
    columns = {
        table.__tablename__: set(table.__table__.columns.keys())
        for table in (ShareRow, ShareReadingRow)
    }

    assert columns == {
        "share": {"id", "owner", "reader", "until", "ended", "ended_on"},
        "share_reading": {"share_id", "on"},
    }


def test_neither_a_move_nor_a_role_opens_or_closes_anything(stores: Stores) -> None:
    owner, reader, other = hire(stores, "Noor", "Ali", "Bo")
    give(stores, owner, reader)
    with stores.main() as session, transaction(session):
        team = people.team_tree(session).teams[0]
        people.appoint_lead(session, person_id=other, team_id=team.id)
        people.withdraw_lead(session, person_id=reader, team_id=team.id)

    assert read(stores, reader) == [WORDS]
    assert read(stores, other) == []


def test_the_owner_sees_every_reading_and_no_reading_is_hidden(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader, WORDS, STRENGTH)
    notebook = notebook_of(stores, reader)
    with stores.main() as session, transaction(session):
        first, *_rest = shares.shared_with(session, reader=reader, today=TODAY)
        shares.read_shared(session, notebook=notebook, share_id=first.id, today=TODAY)

    assert [one.opened for one in mine(stores, owner)] == [(TODAY,), (TODAY,)]
