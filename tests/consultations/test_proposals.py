"""Can everybody want a question once, with nobody to see who, and does the key go in the end?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.consultations import proposals
from feedbackpulse.consultations.domain import (
    ConsultationNotFoundError,
    NotOpenError,
    ProposalId,
    ProposalState,
    told,
)
from feedbackpulse.consultations.marks import mark_of
from feedbackpulse.consultations.tables import ProposalVoteRow
from feedbackpulse.consultations.waiting import undecided
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Kind, NoReasonError, list_changes

pytestmark = pytest.mark.both_engines

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
WHY = "We would like to know this too."


def somebody() -> PersonId:
    return PersonId(uuid4())


def proposed(session: Session, body: str = "Is the canteen loud?") -> ProposalId:
    return proposals.propose(session, body=body, why="", on=TODAY)


def vote(stores: Stores, proposal_id: ProposalId, person: PersonId, *, wants: bool = True) -> None:
    with stores.main() as session, transaction(session):
        proposals.set_vote(
            session,
            keys=stores.keys,
            proposal_id=proposal_id,
            person_id=person,
            wants=wants,
            on=TOMORROW,
        )


def marks(stores: Stores) -> set[bytes]:
    with stores.main() as session:
        return set(session.scalars(select(ProposalVoteRow.mark)))


def decide(stores: Stores, proposal_id: ProposalId, state: ProposalState, why: str = WHY) -> None:
    with stores.main() as session, transaction(session):
        proposals.decide_proposal(
            session, proposal_id=proposal_id, state=state, reason=why, on=TOMORROW
        )
    with stores.main() as session:
        proposals.destroy_spent_keys(session, keys=stores.keys)


def test_others_read_a_proposal_from_the_next_day_on(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        proposal_id = proposed(session)

        assert proposals.list_proposals(session, on=TODAY) == ()
        assert [undecided(session, on=day).proposals for day in (TODAY, TOMORROW)] == [0, 1]
        assert proposals.find_proposal(session, proposal_id=proposal_id, on=TODAY) is None
        [found] = proposals.list_proposals(session, on=TOMORROW)
        assert (found.body, found.by) == ("Is the canteen loud?", None)
        with pytest.raises(ConsultationNotFoundError):
            proposals.set_vote(
                session,
                keys=stores.keys,
                proposal_id=proposal_id,
                person_id=somebody(),
                wants=True,
                on=TODAY,
            )


def test_one_person_counts_once_and_can_change_their_mind(stores: Stores) -> None:
    person, other = somebody(), somebody()
    with stores.main() as session, transaction(session):
        first, second = proposed(session), proposed(session, "Is it cold?")
    for proposal_id in (first, first, second):
        vote(stores, proposal_id, person)
    vote(stores, first, other)
    assert len(marks(stores)) == 3
    vote(stores, first, other, wants=False)

    with stores.main() as session:
        every = proposals.list_proposals(session, on=TOMORROW)
        mine, theirs = (
            proposals.wanted_by_me(session, keys=stores.keys, person_id=who, proposals=every)
            for who in (person, other)
        )
    assert (mine, theirs) == (frozenset({first, second}), frozenset())
    assert len(marks(stores)) == 2  # of one person, and nothing in them tells


def test_how_many_want_it_is_counted_at_night_and_in_steps(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        few, many = proposed(session, "Few?"), proposed(session, "Many?")
    for _ in range(4):
        vote(stores, few, somebody())
    for _ in range(11):
        vote(stores, many, somebody())

    def counts() -> list[tuple[str, int | None]]:
        with stores.main() as session:
            every = proposals.list_proposals(session, on=TOMORROW)
        return sorted((one.body, one.wanted_by) for one in every)

    assert counts() == [("Few?", None), ("Many?", None)]
    scramble_stores(stores)
    assert counts() == [("Few?", None), ("Many?", 10)]
    assert len(marks(stores)) == 15  # what is written anew is all still there


def test_the_key_and_all_marks_go_with_the_decision(stores: Stores) -> None:
    person = somebody()
    with stores.main() as session, transaction(session):
        decided, other = proposed(session), proposed(session, "Is it cold?")
    vote(stores, decided, person)
    vote(stores, other, person)
    before = mark_of(stores.keys, proposal_id=decided, person_id=person)

    decide(stores, decided, ProposalState.DECLINED)

    assert len(marks(stores)) == 1
    assert [path.name for path in stores.keys.glob("proposal-*")] == [f"proposal-{other.hex}.key"]
    assert mark_of(stores.keys, proposal_id=decided, person_id=person) != before
    with pytest.raises(NotOpenError):
        vote(stores, decided, person)
    with pytest.raises(NotOpenError):
        decide(stores, decided, ProposalState.ACCEPTED)


def test_a_key_that_a_killed_process_left_goes_in_the_night(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        proposal_id = proposed(session)
    vote(stores, proposal_id, somebody())
    with stores.main() as session, transaction(session):
        proposals.decide_proposal(
            session,
            proposal_id=proposal_id,
            state=ProposalState.ACCEPTED,
            reason=WHY,
            on=TOMORROW,
        )
    assert list(stores.keys.glob("proposal-*"))

    scramble_stores(stores)

    assert not list(stores.keys.glob("proposal-*"))


def test_a_decision_has_a_reason_and_is_in_the_log(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        proposal_id, hurting = proposed(session), proposed(session, "Is Piet lazy?")
    with pytest.raises(NoReasonError):
        decide(stores, proposal_id, ProposalState.ACCEPTED, why="Yes.")
    decide(stores, proposal_id, ProposalState.ACCEPTED)
    decide(stores, hurting, ProposalState.REMOVED)

    with stores.main() as session:
        removed, accepted = list_changes(session)
        gone = proposals.find_proposal(session, proposal_id=hurting, on=TOMORROW)
    assert (accepted.kind, accepted.reason) == (Kind.PROPOSAL, WHY)
    assert accepted.details == {"state": "accepted", "text": "Is the canteen loud?"}
    assert removed.details == {"state": "removed", "text": ""}
    assert gone is not None
    assert gone.body == ""


@pytest.mark.sqlite_only
def test_few_votes_are_no_number_and_many_are_rounded_down() -> None:
    assert [told(votes) for votes in (0, 4, 5, 9, 10, 14)] == [None, None, 5, 5, 10, 10]
