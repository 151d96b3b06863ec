"""Is what people bring in read late, sorted wholly and decided with a reason that all can read?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.consultations import service
from feedbackpulse.consultations.domain import (
    LONGEST_CONTRIBUTION,
    Consultation,
    ConsultationError,
    NotOpenError,
    NotSortedError,
    Stage,
    StillOpenError,
)
from feedbackpulse.consultations.waiting import undecided
from feedbackpulse.database import Stores, transaction
from feedbackpulse.programme.changes import Kind, NoReasonError, list_changes

pytestmark = pytest.mark.both_engines

FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=14)
AFTER = LAST + timedelta(days=1)
WHY = "Most of you asked for fewer questions."


def asked(session: Session) -> Consultation:
    return service.open_consultation(
        session, title="How often?", question="How often do we ask?", closes_on=LAST, on=FIRST
    )


def with_words(session: Session, *words: str) -> Consultation:
    consultation = asked(session)
    for body in words:
        service.contribute(session, consultation_id=consultation.id, body=body, on=LAST)
    return consultation


def sorted_out(session: Session, consultation: Consultation, done: str) -> None:
    group = service.add_group(session, consultation_id=consultation.id, label="Less often")
    brought = service.contributions_to(session, consultation_id=consultation.id, on=AFTER)
    service.sort_out(
        session,
        consultation_id=consultation.id,
        places={one.id: group.id for one in brought},
        done={group.id: done},
    )


def test_what_is_brought_in_is_read_after_the_last_day_and_bears_no_name(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        consultation = with_words(session, " Less. ", "More.")

        with pytest.raises(StillOpenError):
            service.contributions_to(session, consultation_id=consultation.id, on=LAST)
        found = service.contributions_to(session, consultation_id=consultation.id, on=AFTER)

    assert {(one.body, one.name_of, one.group) for one in found} == {
        ("Less.", None, None),
        ("More.", None, None),
    }


def test_what_closed_waits_until_it_is_decided(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        consultation = with_words(session, "Less.")
        sorted_out(session, consultation, "We ask every two weeks.")

        assert undecided(session, on=LAST).consultations == ()
        assert undecided(session, on=AFTER).consultations == (consultation,)
        service.decide(
            session,
            consultation_id=consultation.id,
            decision="We ask less often.",
            reason=WHY,
            on=AFTER,
        )
        assert undecided(session, on=AFTER).consultations == ()


@pytest.mark.parametrize(
    "body", ["", "  ", "x" * (LONGEST_CONTRIBUTION + 1)], ids=["nothing", "spaces", "too much"]
)
def test_what_says_nothing_or_too_much_is_refused(stores: Stores, body: str) -> None:
    with stores.main() as session, transaction(session), pytest.raises(ConsultationError):
        with_words(session, body)


def test_nothing_is_taken_in_after_the_last_day(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        consultation = asked(session)
        with pytest.raises(NotOpenError):
            service.contribute(session, consultation_id=consultation.id, body="Me!", on=AFTER)


def test_a_decision_waits_until_all_is_sorted_and_every_group_says_what_was_done(
    stores: Stores,
) -> None:
    def decide(session: Session, on: date, reason: str = WHY) -> Consultation:
        return service.decide(
            session, consultation_id=consultation.id, decision="Monthly.", reason=reason, on=on
        )

    with stores.main() as session, transaction(session):
        consultation = with_words(session, "Less.", "Fewer.")
        with pytest.raises(StillOpenError):
            decide(session, LAST)
        with pytest.raises(NotSortedError):
            decide(session, AFTER)
        sorted_out(session, consultation, done=" ")
        with pytest.raises(NotSortedError):
            decide(session, AFTER)
        sorted_out(session, consultation, done="We ask every month.")
        with pytest.raises(NoReasonError):
            decide(session, AFTER, reason="So.")
        assert decide(session, AFTER).stage(AFTER) is Stage.DECIDED
        [group] = service.groups_of(session, consultation_id=consultation.id)
        assert group.done == "We ask every month."  # what nothing lies in any more is gone
        with pytest.raises(NotOpenError):
            decide(session, AFTER)
        with pytest.raises(NotOpenError):
            service.add_group(session, consultation_id=consultation.id, label="Later")


def test_asking_and_deciding_are_in_the_log_that_everybody_reads(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        consultation = asked(session)
        service.decide(
            session, consultation_id=consultation.id, decision="Monthly.", reason=WHY, on=AFTER
        )
        decided, opened = list_changes(session)

    assert (opened.kind, opened.title, opened.details) == (
        Kind.CONSULTATION,
        "How often?",
        {"closes": LAST.isoformat()},
    )
    assert (decided.reason, decided.details) == (WHY, {"decision": "Monthly."})


def test_groups_of_another_consultation_take_nothing(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        mine, other = with_words(session, "Less."), asked(session)
        group = service.add_group(session, consultation_id=other.id, label="Theirs")
        [one] = service.contributions_to(session, consultation_id=mine.id, on=AFTER)
        service.sort_out(
            session, consultation_id=mine.id, places={one.id: group.id}, done={group.id: "x"}
        )
        [one] = service.contributions_to(session, consultation_id=mine.id, on=AFTER)
        [theirs] = service.groups_of(session, consultation_id=other.id)

    assert (one.group, theirs.done) == (None, "")


def broken(**changes: object) -> Callable[[], Consultation]:
    values: dict[str, object] = {"title": "t", "question": "q", "opened_on": FIRST} | changes
    return lambda: Consultation(id=None, **{"closes_on": LAST} | values)  # type: ignore[arg-type]  # values differ


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "make",
    [
        broken(title=" "),
        broken(question=""),
        broken(closes_on=FIRST),
        broken(closes_on=FIRST + timedelta(days=93)),
        broken(decision="Yes.", decided_on=AFTER),
    ],
    ids=["no title", "no question", "no day", "too long", "no reason"],
)
def test_a_consultation_that_says_nothing_or_never_ends_is_refused(
    make: Callable[[], Consultation],
) -> None:
    with pytest.raises(ConsultationError):
        make()
