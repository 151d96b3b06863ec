"""Does exactly one person read exactly what was shared, until it ends, and never longer?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import shares
from feedbackpulse.reflection.pages import PageNotFoundError
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.reflection.sharing import (
    KEPT_AFTERWARDS,
    LONGEST_TIME,
    Copy,
    Ending,
    Share,
    ShareId,
    ShareNotFoundError,
    SharingError,
    may_last_until,
    usual_until,
)
from feedbackpulse.reflection.tables import LetterRow, ShareReadingRow, ShareRow
from tests.notebooks import notebook_of
from tests.reflection.sharers import STRENGTH, TODAY, UNTIL, WORDS, give, hire, mine, read, rows_of

both_engines = pytest.mark.both_engines
DAY = timedelta(days=1)
TABLES = (ShareRow, ShareReadingRow, LetterRow)


def end_due(stores: Stores, *, today: date) -> int:
    with stores.main() as session, transaction(session):
        return shares.end_shares(session, today=today)


def leave(stores: Stores, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=person, at=clock.now())


@both_engines
def test_one_person_reads_what_was_shared_and_nobody_else(stores: Stores) -> None:
    owner, reader, other = hire(stores, "Noor", "Ali", "Bo")

    give(stores, owner, reader, WORDS, STRENGTH)

    assert sorted(read(stores, reader), key=lambda copy: copy.kind) == [STRENGTH, WORDS]
    assert read(stores, other) == []
    assert read(stores, owner) == []


@both_engines
def test_the_owner_sees_on_which_days_it_was_opened(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)
    [shared] = mine(stores, owner)
    assert shared.opened == ()

    for day in (TODAY, TODAY, TODAY + 3 * DAY):
        read(stores, reader, today=day)

    [shared] = mine(stores, owner)
    assert shared.opened == (TODAY, TODAY + 3 * DAY)
    assert (shared.copy, shared.reader, shared.since, shared.until) == (WORDS, reader, TODAY, UNTIL)


def test_the_list_of_what_is_shared_with_me_is_no_reading(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)

    with stores.main() as session:
        assert len(shares.shared_with(session, reader=reader, today=TODAY)) == 1

    assert mine(stores, owner)[0].opened == ()


def test_stopping_takes_it_away_at_once(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader, WORDS, STRENGTH)
    stopped = next(one for one in mine(stores, owner) if one.copy == WORDS)

    notebook = notebook_of(stores, owner)
    for _twice in range(2):
        with stores.main() as session, transaction(session):
            shares.stop_sharing(session, notebook=notebook, page_id=stopped.page_id, today=TODAY)

    assert read(stores, reader) == [STRENGTH]
    found = next(one for one in mine(stores, owner) if one.copy == WORDS)
    assert (found.ending, found.ended_on) == (Ending.STOPPED, TODAY)
    with stores.main() as session:
        assert rows_of(session, [LetterRow]) == {"letter": 1}


def test_it_ends_by_itself_after_its_last_day_whether_or_not_a_job_runs(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)

    assert read(stores, reader, today=UNTIL) == [WORDS]
    assert read(stores, reader, today=UNTIL + DAY) == []
    assert mine(stores, owner, today=UNTIL + DAY)[0].ending is Ending.DAY


@both_engines
def test_the_job_burns_what_is_over_once(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)

    assert end_due(stores, today=UNTIL) == 0
    assert end_due(stores, today=UNTIL + DAY) == 1
    assert end_due(stores, today=UNTIL + DAY) == 0

    with stores.main() as session:
        assert rows_of(session, TABLES) == {"share": 1, "share_reading": 0, "letter": 0}
    [shared] = mine(stores, owner, today=UNTIL + DAY)
    assert (shared.ending, shared.ended_on) == (Ending.DAY, UNTIL)


@both_engines
def test_long_after_the_end_nobody_knows_when_it_was_opened(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)
    read(stores, reader)
    end_due(stores, today=UNTIL + DAY)

    end_due(stores, today=UNTIL + KEPT_AFTERWARDS)
    assert mine(stores, owner)[0].opened == (TODAY,)
    end_due(stores, today=UNTIL + KEPT_AFTERWARDS + DAY)

    [shared] = mine(stores, owner)
    assert (shared.opened, shared.ending) == ((), Ending.DAY)
    with stores.main() as session:
        assert rows_of(session, TABLES) == {"share": 0, "share_reading": 0, "letter": 0}


@pytest.mark.parametrize(("who", "ending"), [(1, Ending.READER_LEFT), (0, Ending.OWNER_LEFT)])
def test_it_ends_when_either_of_them_leaves_and_says_so(
    stores: Stores, who: int, ending: Ending
) -> None:
    both = hire(stores, "Noor", "Ali")
    give(stores, both[0], both[1])

    leave(stores, both[who])
    if ending is Ending.OWNER_LEFT:
        assert read(stores, both[1]) == [], "at once, before any job runs"
    end_due(stores, today=TODAY)

    assert mine(stores, both[0])[0].ending is ending
    with stores.main() as session:
        assert rows_of(session, [LetterRow]) == {"letter": 0}


@both_engines
def test_sharing_the_same_once_more_replaces_it(stores: Stores) -> None:
    owner, reader, other = hire(stores, "Noor", "Ali", "Bo")
    give(stores, owner, reader)
    give(stores, owner, other)
    newer = Copy(kind=WORDS.kind, ref=WORDS.ref, facts={**WORDS.facts, "text": "rewritten"})

    give(stores, owner, reader, newer, until=UNTIL + DAY)

    assert read(stores, reader) == [newer]
    assert read(stores, other) == [WORDS]
    endings = sorted(str(one.ending) for one in mine(stores, owner))
    assert endings == ["None", "None", "renewed"]


def test_the_copy_stays_as_it_was_when_it_was_shared(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    facts = dict(WORDS.facts)
    give(stores, owner, reader, Copy(kind=WORDS.kind, ref=WORDS.ref, facts=facts))

    facts["text"] = "something else"

    assert read(stores, reader) == [WORDS]


def test_a_reader_who_sealed_their_notebook_reads_it_with_their_own_key_only(
    stores: Stores,
) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader, STRENGTH)
    notebook = notebook_of(stores, reader)
    with stores.main() as session, transaction(session):
        sealed, _code = seal_notebook(
            session, keys=stores.keys, notebook=notebook, passphrase="seven quiet geese"
        )

    give(stores, owner, reader, WORDS)

    with stores.main() as session, transaction(session):
        [first, *_rest] = shares.shared_with(session, reader=reader, today=TODAY)
        found = shares.read_shared(session, notebook=sealed, share_id=first.id, today=TODAY)
    assert {copy.key for _share, copy in found} == {STRENGTH.key, WORDS.key}


def test_the_owner_can_take_it_off_their_list(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")
    give(stores, owner, reader)
    [shared] = mine(stores, owner)
    notebook = notebook_of(stores, owner)

    with stores.main() as session, transaction(session):
        shares.forget_shared(session, notebook=notebook, page_id=shared.page_id, today=TODAY)

    assert mine(stores, owner) == ()
    assert read(stores, reader) == []
    with stores.main() as session:
        assert rows_of(session, TABLES) == {"share": 0, "share_reading": 0, "letter": 0}


def test_nobody_shares_with_themselves_or_with_who_left(stores: Stores) -> None:
    owner, gone = hire(stores, "Noor", "Ali")
    leave(stores, gone)

    for reader in (owner, gone, PersonId(uuid4())):
        with pytest.raises(SharingError):
            give(stores, owner, reader)


def test_a_day_that_is_too_early_or_too_far_is_refused(stores: Stores) -> None:
    owner, reader = hire(stores, "Noor", "Ali")

    for until in (TODAY, TODAY - DAY, TODAY + LONGEST_TIME + DAY):
        with pytest.raises(SharingError):
            give(stores, owner, reader, until=until)


def test_to_others_a_share_does_not_exist(stores: Stores) -> None:
    owner, reader, other = hire(stores, "Noor", "Ali", "Bo")
    give(stores, owner, reader)
    [shared] = mine(stores, owner)
    theirs, notebook = notebook_of(stores, reader), notebook_of(stores, other)

    with stores.main() as session, transaction(session):
        share_id = ShareId(session.scalars(select(ShareRow.id)).one())
        for asked in (share_id, ShareId(uuid4())):
            with pytest.raises(ShareNotFoundError):
                shares.read_shared(session, notebook=notebook, share_id=asked, today=TODAY)
        for book in (notebook, theirs):
            with pytest.raises(PageNotFoundError):
                shares.stop_sharing(session, notebook=book, page_id=shared.page_id, today=TODAY)

    assert read(stores, reader) == [WORDS]
    assert mine(stores, owner)[0].opened == (TODAY,)


def test_the_usual_day_is_allowed_and_the_last_day_counts() -> None:
    share = Share(
        id=ShareId(uuid4()), owner=PersonId(uuid4()), reader=PersonId(uuid4()), until=UNTIL
    )

    assert may_last_until(usual_until(TODAY), today=TODAY)
    assert share.ending(UNTIL) is None
    assert share.ending(UNTIL + DAY) is Ending.DAY
