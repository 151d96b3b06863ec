"""Does anything tell who brought something in, proposed a question, or wanted one?

The attacker has the database, its logs, everybody's id and all that is on the pages, but not the
keystore. As a test of the test they also try marks that are made without a key.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.consultations import proposals, service
from feedbackpulse.consultations.domain import ConsultationId, ProposalId
from feedbackpulse.consultations.marks import mark_of
from feedbackpulse.consultations.tables import ProposalVoteRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people.domain import PersonId
from tests.databases import EngineName
from tests.pages import Visitor, words_of
from tests.privacy.dumps import Dump, spellings
from tests.privacy.test_storage import correlation, inside
from tests.privacy.test_traces import main_store
from tests.web.hr.organisation import Organisation, next_week, organisation

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
Do = Callable[[Visitor], object]
DAY = timedelta(days=1)
TODAY = next_week() - 7 * DAY
WORDS = "Ask us only when something was done."
VOTES, CHANCE = 200, 0.3


@pytest.fixture
def org(stores: Stores) -> Organisation:
    return organisation(stores)


def asked(stores: Stores) -> ConsultationId:
    with stores.main() as session, transaction(session):
        return service.open_consultation(
            session,
            title="How often?",
            question="Too often?",
            closes_on=TODAY + 7 * DAY,
            on=TODAY - DAY,
        ).id


def proposed(stores: Stores, on: date = TODAY - DAY) -> ProposalId:
    with stores.main() as session, transaction(session):
        return proposals.propose(session, body="Do we finish on time?", why="", on=on)


def changed(before: Dump, after: Dump) -> dict[str, list[bytes]]:
    """Return what every table has that it did not have before, as bytes."""
    found = {
        name: [row for row in rows if repr(row) not in set(map(repr, before[name]))]
        for name, rows in after.items()
    }
    return {name: [_bytes(row) for row in rows] for name, rows in found.items() if rows}


def _bytes(row: tuple[object, ...]) -> bytes:
    return b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def test_what_somebody_says_adds_one_row_that_leads_to_nobody(
    app: Flask, stores: Stores, org: Organisation, visit: Visit
) -> None:
    consultation, _proposal = asked(stores), proposed(stores)
    acts: dict[str, tuple[str, Do]] = {
        "contribution": (
            f"/contribute/{consultation}",
            lambda who: who.submit(who.open(f"/contribute/{consultation}"), {"body": WORDS}),
        ),
        "proposal": (
            "/contribute/propose",
            lambda who: who.submit(who.open("/contribute/propose"), {"body": WORDS}),
        ),
        "proposal_vote": (
            "/contribute",
            lambda who: who.submit(who.open("/contribute"), button="wants=yes"),
        ),
    }
    visitor = visit(org.member)
    for table, (path, act) in acts.items():
        visitor.open(path)
        before = main_store(app)
        act(visitor)
        found = changed(before, main_store(app))

        assert found.keys() == {table}
        [row] = found[table]
        assert not [one for one in spellings(org.member) if one in row]


@pytest.mark.sqlite_only
def test_hr_sees_neither_that_something_came_in_nor_how_much(
    stores: Stores, org: Organisation, visit: Visit
) -> None:
    consultation, hr, member = asked(stores), visit(org.hr), visit(org.member)
    paths = ["/org/consultations", f"/org/consultations/{consultation}", "/contribute"]
    before = [words_of(hr.open(path)) for path in paths]

    for _ in range(3):
        member.submit(member.open(f"/contribute/{consultation}"), {"body": WORDS})

    assert [words_of(hr.open(path)) for path in paths] == before


@pytest.mark.sqlite_only
def test_no_log_has_the_words_or_who_wrote_them(
    stores: Stores, org: Organisation, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    consultation, member = asked(stores), visit(org.member)
    caplog.set_level(logging.DEBUG)
    member.submit(member.open(f"/contribute/{consultation}"), {"body": WORDS})
    member.submit(member.open("/contribute/propose"), {"body": WORDS})
    proposed(stores)
    member.submit(member.open("/contribute"), button="wants=yes")

    text = "\n".join(record.getMessage() for record in caplog.records)
    assert WORDS not in text
    assert str(org.member) not in text
    assert org.member.hex not in text


def guesses(person: PersonId, proposal_id: ProposalId) -> Iterator[bytes]:
    """Yield the marks that somebody would have whose key is no secret."""
    for key in (b"", b"feedbackpulse", proposal_id.bytes, proposal_id.hex.encode()):
        for text in spellings(person):
            yield hmac.digest(key, text, "sha256")
            yield hashlib.sha256(key + text).digest()


def recognised(
    marks: Collection[bytes], people: Collection[PersonId], proposal_id: ProposalId
) -> int:
    return sum(any(one in marks for one in guesses(person, proposal_id)) for person in people)


@pytest.mark.sqlite_only
def test_marks_without_the_keystore_lead_to_nobody(stores: Stores) -> None:
    people = [PersonId(uuid4()) for _ in range(20)]
    first, second = proposed(stores), proposed(stores)
    for proposal_id in (first, second):
        for person in people:
            _vote(stores, proposal_id, person)
    with stores.main() as session:
        marks = {
            proposal_id: set(
                session.scalars(
                    select(ProposalVoteRow.mark).where(ProposalVoteRow.proposal_id == proposal_id)
                )
            )
            for proposal_id in (first, second)
        }
    naive = {hmac.digest(first.bytes, person.bytes, "sha256") for person in people}

    assert recognised(marks[first], people, first) == 0
    assert recognised(naive, people, first) == len(people)  # the test of the test
    assert not marks[first] & marks[second]


def test_after_the_night_votes_lie_in_no_order(
    stores: Stores, instance: Path, engine_name: EngineName
) -> None:
    proposal_id = proposed(stores)
    people = [PersonId(uuid4()) for _ in range(VOTES)]
    for person in people:
        _vote(stores, proposal_id, person)
    arrivals = [
        mark_of(stores.keys, proposal_id=proposal_id, person_id=person) for person in people
    ]

    def order() -> list[bytes]:
        if engine_name == "sqlite":  # without row ids, rows lie by their marks
            with stores.main() as session:
                return list(session.scalars(select(ProposalVoteRow.mark)))
        with inside(instance, "main") as database:
            query = "SELECT mark FROM proposal_vote ORDER BY xmin::text::bigint, ctid"
            return [bytes(row[0]) for row in database.execute(query)]

    before = correlation(arrivals, order())
    scramble_stores(stores)

    assert abs(correlation(arrivals, order())) < CHANCE
    if engine_name == "postgresql":
        assert before > 0.95  # the test of the test


def _vote(stores: Stores, proposal_id: ProposalId, person: PersonId) -> None:
    with stores.main() as session, transaction(session):
        proposals.set_vote(
            session,
            keys=stores.keys,
            proposal_id=proposal_id,
            person_id=person,
            wants=True,
            on=TODAY,
        )
