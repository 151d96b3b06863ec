"""Can everybody have their say without a name, and does nobody see more than what was decided?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from feedbackpulse import clock
from feedbackpulse.consultations import proposals, service
from feedbackpulse.consultations.domain import Consultation, Proposal, ProposalState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import Organisation, next_week, organisation

Visit = Callable[[PersonId | None], Visitor]
DAY = timedelta(days=1)


@pytest.fixture
def org(stores: Stores) -> Organisation:
    return organisation(stores)


@pytest.fixture
def member(org: Organisation, visit: Visit) -> Visitor:
    return visit(org.member)


def today() -> date:
    return next_week() - 7 * DAY


def asked(stores: Stores, *, closes_in: int) -> Consultation:
    with stores.main() as session, transaction(session):
        return service.open_consultation(
            session,
            title="How often?",
            question="How often do we ask?\n\nWe think of every month.",
            closes_on=today() + closes_in * DAY,
            on=today() - 20 * DAY,
        )


def proposed(stores: Stores, body: str = "Is there room to disagree?", days: int = 1) -> Proposal:
    with stores.main() as session, transaction(session):
        proposal_id = proposals.propose(session, body=body, why="", on=today() - days * DAY)
    with stores.main() as session:
        found = proposals.find_proposal(session, proposal_id=proposal_id, on=today() + DAY)
    assert found
    return found


def brought(stores: Stores, consultation: Consultation) -> list[tuple[str, PersonId | None]]:
    with stores.main() as session:
        found = service.contributions_to(
            session, consultation_id=consultation.id, on=consultation.closes_on + DAY
        )
    return [(one.body, one.name_of) for one in found]


def test_before_anything_is_asked_everybody_can_propose(member: Visitor) -> None:
    said = words_of(member.open("/contribute"))

    assert "No question is open now. Do you have one yourself?" in said
    assert "Nobody has proposed a question yet" in said
    assert "Nothing is decided yet." in said


def test_somebody_says_what_they_think_without_a_name(
    stores: Stores, org: Organisation, member: Visitor
) -> None:
    consultation = asked(stores, closes_in=3)
    assert "How often? Open until" in words_of(member.open("/"))
    page = member.open(f"/contribute/{consultation.id}")
    assert "We do not keep who wrote it, nor when." in words_of(page)

    page = member.submit(page, {"body": " Every month is fine. "})

    assert "HR reads it after the last day" in words_of(page)
    assert "Every month is fine." not in words_of(page)
    member.submit(
        member.open(f"/contribute/{consultation.id}"), {"body": "I say so.", "named": "y"}
    )
    assert set(brought(stores, consultation)) == {
        ("Every month is fine.", None),
        ("I say so.", org.member),
    }


def test_what_is_too_long_stays_in_the_field(stores: Stores, member: Visitor) -> None:
    consultation, long = asked(stores, closes_in=3), "x" * 2001

    page = member.submit(member.open(f"/contribute/{consultation.id}"), {"body": long}, status=422)

    assert "Use at most 2000 characters." in words_of(page)
    assert page.select_one("textarea").get_text().strip() == long  # type: ignore[union-attr]  # it is there
    assert brought(stores, consultation) == []


def test_who_is_too_late_gets_their_words_back(stores: Stores, member: Visitor) -> None:
    open_one, over = asked(stores, closes_in=3), asked(stores, closes_in=-1)
    page = member.open(f"/contribute/{open_one.id}")
    form = page.select_one("main form")
    assert form
    form["action"] = f"/contribute/{over.id}"

    page = member.submit(page, {"body": "<b>Ask</b> less."}, status=410)

    assert "What you wrote was not sent, and we do not keep it." in words_of(page)
    assert page.select_one("textarea[readonly]").get_text().strip() == "<b>Ask</b> less."  # type: ignore[union-attr]  # it is there
    assert brought(stores, over) == []


def test_everybody_reads_what_was_decided_and_never_what_somebody_wrote(
    stores: Stores, org: Organisation, member: Visitor
) -> None:
    consultation = asked(stores, closes_in=-1)
    with stores.main() as session, transaction(session):
        service.contribute(
            session,
            consultation_id=consultation.id,
            body="My own words",
            on=consultation.closes_on,
            name_of=org.lead,
        )
    path = f"/contribute/{consultation.id}"
    assert "HR is reading what came in" in words_of(member.open(path))
    with stores.main() as session, transaction(session):
        group = service.add_group(session, consultation_id=consultation.id, label="Less often")
        [one] = service.contributions_to(session, consultation_id=consultation.id, on=today())
        service.sort_out(
            session,
            consultation_id=consultation.id,
            places={one.id: group.id},
            done={group.id: "We ask half as often."},
        )
        service.decide(
            session,
            consultation_id=consultation.id,
            decision="From May on we ask monthly.",
            reason="That is what most of you wanted.",
            on=today(),
        )

    said = words_of(member.open(path))

    assert "From May on we ask monthly." in said
    assert "Why: “That is what most of you wanted.”" in said
    assert "Less often We ask half as often." in said
    assert "My own words" not in said
    assert "We decided about “How often?”." in words_of(member.open("/programme"))


def test_somebody_proposes_a_question_that_others_read_tomorrow(
    stores: Stores, member: Visitor
) -> None:
    page = member.open("/contribute/propose")

    page = member.submit(page, {"body": "Do we finish on time?", "checkpoint": "M4"})

    assert "Everybody can read your question from tomorrow on." in words_of(page)
    assert "Do we finish on time?" not in words_of(page)
    with stores.main() as session:
        [found] = proposals.list_proposals(session, on=today() + DAY)
    assert (found.body, found.checkpoint, found.by) == ("Do we finish on time?", "M4", None)
    member.submit(member.open("/contribute/propose"), {"body": " "}, status=422)


def test_wanting_a_question_shows_to_nobody_else_and_moves_no_number(
    stores: Stores, org: Organisation, member: Visitor, visit: Visit
) -> None:
    proposed(stores)

    page = member.submit(member.open("/contribute"), button="wants=yes")

    assert "You want this too" in words_of(page)
    assert "There is a number from five people on." in words_of(page)
    for other in (org.hr, org.lead):
        assert "You want this too" not in words_of(visit(other).open("/contribute"))
    page = member.submit(page, button="wants=no")
    assert "You want this too" not in words_of(page)


def test_a_proposal_of_today_cannot_be_wanted_yet(stores: Stores, member: Visitor) -> None:
    proposed(stores)
    fresh = proposed(stores, "Too new?", days=0)
    page = member.open("/contribute")
    form = page.select_one("main form")
    assert form
    form["action"] = f"/contribute/proposals/{fresh.id}"

    assert member.send(page, button="wants=yes").status_code == 404


def test_a_vote_for_what_was_decided_meanwhile_counts_for_nothing(
    stores: Stores, member: Visitor
) -> None:
    proposal = proposed(stores)
    page = member.open("/contribute")
    with stores.main() as session, transaction(session):
        proposals.decide_proposal(
            session,
            proposal_id=proposal.id,
            state=ProposalState.DECLINED,
            reason="We asked this last year.",
            on=today(),
        )

    page = member.submit(page, button="wants=yes")

    said = words_of(page)
    assert "This was decided meanwhile. Nothing was counted." in said
    assert "Why: “We asked this last year.”" in said


def test_somebody_takes_their_name_off_what_they_said(
    stores: Stores, org: Organisation, member: Visitor
) -> None:
    consultation = asked(stores, closes_in=3)
    assert "Nothing bears your name." in words_of(member.open("/contribute/mine"))
    page = member.open(f"/contribute/{consultation.id}")
    member.submit(page, {"body": "I say so.", "named": "y"})
    member.submit(member.open("/contribute/propose"), {"body": "Do we sing?", "named": "y"})
    page = member.open("/contribute/mine")
    assert "I say so." in words_of(page)
    assert "Do we sing?" in words_of(page)
    assert "Do we sing?; I say so." in words_of(member.open("/account/data"))

    page = member.submit(page)

    assert "Nothing bears your name." in words_of(page)
    assert brought(stores, consultation) == [("I say so.", None)]


def test_who_leaves_takes_their_name_along_in_the_night(stores: Stores, org: Organisation) -> None:
    consultation = asked(stores, closes_in=3)
    with stores.main() as session, transaction(session):
        service.contribute(
            session,
            consultation_id=consultation.id,
            body="I say so.",
            on=today(),
            name_of=org.member,
        )
        people.deactivate_person(session, person_id=org.member, at=clock.now())

    scramble_stores(stores)

    assert brought(stores, consultation) == [("I say so.", None)]
