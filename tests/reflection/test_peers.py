"""Is what colleagues say opened once, together, for who asked and for nobody else?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import colleagues, peers
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.reflection.pages import PageNotFoundError
from feedbackpulse.reflection.peer_page import PeerPage, Stage
from feedbackpulse.reflection.peer_rounds import NotAskedError, PeerRoundError
from feedbackpulse.reflection.peer_view import Sight
from feedbackpulse.reflection.tables import LetterRow, PeerInvitationRow, PeerRoundRow

TODAY = date(2026, 3, 2)
OPENS = TODAY + timedelta(days=14)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LEFT = datetime(2026, 3, 3, tzinfo=UTC)
CATALOGUE = load_catalogue()


class Company:
    """An owner with a notebook, and five colleagues."""

    def __init__(self, session: Session, stores: Stores) -> None:
        self.session, self.keys = session, stores.keys
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        self.owner, *self.others = (
            people.add_person(
                session, name=name, email=f"{name}@example.org", team_id=team.id, at=BEGAN
            ).id
            for name in ("noor", "ali", "bo", "cas", "dee", "eva")
        )
        self.notebook = open_notebook(session, keys=self.keys, owner=self.owner)

    def invite(
        self, count: int = 4, *, today: date = TODAY, notebook: Notebook | None = None
    ) -> PeerPage:
        """Let the owner ask the first colleagues about listening."""
        return peers.invite(
            self.session,
            notebook=notebook or self.notebook,
            peers=self.others[:count],
            checkpoints=["M4"],
            opens_on=today + timedelta(days=14),
            today=today,
            catalogue=CATALOGUE,
        )

    def send(
        self, page: PeerPage, peer: PersonId, answers: Mapping[str, int | None], *, on: date = TODAY
    ) -> None:
        """Let a colleague answer."""
        colleagues.send_answers(
            self.session,
            keys=self.keys,
            peer=peer,
            round_id=page.round_id,
            answers=answers,
            today=on,
            catalogue=CATALOGUE,
        )

    def open(self, today: date = OPENS) -> bool:
        """Let the day come."""
        return peers.open_due(
            self.session, notebook=self.notebook, today=today, catalogue=CATALOGUE
        )

    @property
    def page(self) -> PeerPage:
        """The newest page of the owner's."""
        return peers.list_peer_pages(self.session, notebook=self.notebook)[0]

    def count(self, row: type[LetterRow | PeerInvitationRow | PeerRoundRow]) -> int:
        """Return how many rows there are."""
        return self.session.scalar(select(func.count()).select_from(row)) or 0


@pytest.fixture
def company(session: Session, stores: Stores) -> Company:
    return Company(session, stores)


@pytest.mark.both_engines
def test_on_its_day_the_owner_reads_means_and_every_single_answer_is_gone(
    company: Company,
) -> None:
    page = company.invite()
    for peer, rating in zip(company.others, (4, 4, 5), strict=False):
        company.send(page, peer, {"M4A-Q1": rating, "M4B-Q1": None})

    assert company.open()

    [opened] = peers.list_peer_pages(company.session, notebook=company.notebook)
    assert opened.stage(OPENS) is Stage.OPEN
    assert opened.seen is not None
    assert {one.item: (one.others, one.sight) for one in opened.seen} == {
        "M4A-Q1": (4.3, Sight.OTHERS_ONLY),
        "M4B-Q1": (None, Sight.NOT_VISIBLE),
        **{f"M4{letter}-Q1": (None, Sight.TOO_FEW) for letter in "CDEF"},
    }
    assert (opened.count, opened.invited) == (4, ())
    assert company.count(LetterRow) == company.count(PeerInvitationRow) == 0


def test_ones_own_last_rating_stands_beside_the_mean(company: Company, session: Session) -> None:
    begun = reflections.start_reflection(
        session, notebook=company.notebook, checkpoints=["M4"], today=TODAY
    )
    reflections.rate(
        session,
        notebook=company.notebook,
        reflection_id=begun.id,
        item=CATALOGUE.item("M4A-R1"),
        value=3,
    )
    reflections.finish_reflection(
        session, notebook=company.notebook, reflection_id=begun.id, today=TODAY
    )
    page = company.invite()
    for peer in company.others[:4]:
        company.send(page, peer, {"M4A-Q1": 5})

    company.open()

    assert company.page.seen is not None
    first = company.page.seen[0]
    assert (first.item, first.own, first.others, first.sight) == (
        "M4A-Q1",
        3,
        5.0,
        Sight.HIDDEN_STRENGTH,
    )


def test_before_its_day_nothing_opens_and_afterwards_nothing_opens_again(
    company: Company,
) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})

    assert not company.open(OPENS - timedelta(days=1))
    assert company.page.seen is None
    assert company.count(LetterRow) == 1

    assert company.open()
    assert not company.open(OPENS + timedelta(days=1))


def test_who_answered_and_who_declined_look_the_same(company: Company, session: Session) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})
    colleagues.decline(session, peer=company.others[1], round_id=page.round_id, today=TODAY)

    for peer in company.others[:2]:
        assert colleagues.asks_of(session, peer=peer, today=TODAY) == ()
    assert company.page == page
    assert company.count(PeerInvitationRow) == 2


@pytest.mark.both_engines
def test_nobody_answers_twice_nor_without_being_asked(company: Company) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})

    for peer in (company.others[0], company.others[4], company.owner):
        with pytest.raises(NotAskedError):
            company.send(page, peer, {"M4A-Q1": 5})
    assert company.count(LetterRow) == 1


def test_after_declining_nobody_can_answer(company: Company, session: Session) -> None:
    page = company.invite()
    colleagues.decline(session, peer=company.others[0], round_id=page.round_id, today=TODAY)

    with pytest.raises(NotAskedError):
        company.send(page, company.others[0], {"M4A-Q1": 5})
    with pytest.raises(NotAskedError):
        colleagues.decline(session, peer=company.others[0], round_id=page.round_id, today=TODAY)


def test_on_the_day_itself_it_is_too_late_to_answer(company: Company) -> None:
    page = company.invite()

    with pytest.raises(NotAskedError):
        company.send(page, company.others[0], {"M4A-Q1": 5}, on=OPENS)


def test_a_refused_answer_leaves_the_invitation_as_it_was(
    company: Company, session: Session
) -> None:
    page = company.invite()

    with pytest.raises(PeerRoundError):
        company.send(page, company.others[0], {"M9B-Q1": 5})

    assert colleagues.asks_of(session, peer=company.others[0], today=TODAY)


def test_while_one_round_runs_and_three_months_after_it_nobody_can_begin_another(
    company: Company, session: Session
) -> None:
    company.invite()
    with pytest.raises(PeerRoundError):
        company.invite()
    company.open()
    first = OPENS + timedelta(days=91)

    assert peers.may_invite_from(session, owner=company.owner, today=OPENS) == first
    with pytest.raises(PeerRoundError):
        company.invite(today=first - timedelta(days=1))
    assert company.invite(today=first).opens_on == first + timedelta(days=14)


def test_deleting_the_page_does_not_shorten_the_pause(company: Company, session: Session) -> None:
    company.invite()
    company.open()
    peers.delete_peer_page(session, notebook=company.notebook, page_id=company.page.id)

    assert peers.list_peer_pages(session, notebook=company.notebook) == ()
    assert peers.may_invite_from(session, owner=company.owner, today=OPENS) != OPENS


@pytest.mark.both_engines
def test_who_withdraws_burns_the_answers_and_may_ask_again(
    company: Company, session: Session
) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})

    peers.delete_peer_page(session, notebook=company.notebook, page_id=page.id)

    assert company.count(LetterRow) == company.count(PeerInvitationRow) == 0
    assert company.count(PeerRoundRow) == 0
    assert company.invite().id != page.id


def test_a_colleague_who_left_cannot_be_invited(company: Company, session: Session) -> None:
    leave(session, company.others[0])

    with pytest.raises(PeerRoundError):
        company.invite()


def test_when_the_owner_leaves_nothing_is_asked_any_more(
    company: Company, session: Session
) -> None:
    page = company.invite()
    leave(session, company.owner)

    assert colleagues.asks_of(session, peer=company.others[0], today=TODAY) == ()
    with pytest.raises(NotAskedError):
        company.send(page, company.others[0], {"M4A-Q1": 5})


def test_when_everything_of_the_owner_ends_rounds_and_answers_end_with_it(
    company: Company, session: Session
) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})

    peers.end_rounds(session, owner=company.owner)

    for row in (LetterRow, PeerInvitationRow, PeerRoundRow):
        assert company.count(row) == 0


@pytest.mark.both_engines
def test_90_days_unopened_and_the_answers_are_destroyed_unread(
    company: Company, session: Session
) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})
    late = OPENS + timedelta(days=90)

    peers.lose_round(session, owner=company.owner, today=late - timedelta(days=1))
    assert company.count(LetterRow) == 1
    peers.lose_round(session, owner=company.owner, today=late)

    assert company.count(LetterRow) == 0
    assert company.page.stage(late) is Stage.LOST
    assert not company.open(late)


def test_an_owner_who_comes_after_those_90_days_opens_nothing(company: Company) -> None:
    page = company.invite()
    company.send(page, company.others[0], {"M4A-Q1": 3})

    company.open(OPENS + timedelta(days=90))

    assert company.page.seen is None
    assert company.count(LetterRow) == 0


def test_a_round_that_no_longer_delays_the_next_is_forgotten(
    company: Company, session: Session
) -> None:
    company.invite()
    company.open()

    peers.forget_ended(session, today=OPENS + timedelta(days=90))
    assert company.count(PeerRoundRow) == 1
    peers.forget_ended(session, today=OPENS + timedelta(days=91))
    assert company.count(PeerRoundRow) == 0


def test_a_page_of_somebody_else_does_not_exist(company: Company, session: Session) -> None:
    page = company.invite()
    other = open_notebook(session, keys=company.keys, owner=company.others[0])

    for touch in (peers.find_peer_page, peers.delete_peer_page):
        with pytest.raises(PageNotFoundError):
            touch(session, notebook=other, page_id=page.id)
    assert company.count(PeerRoundRow) == 1


def test_five_colleagues_of_whom_three_answer_are_enough(company: Company) -> None:
    page = company.invite(5)
    for peer in company.others[:3]:
        company.send(page, peer, {"M4A-Q1": 2})

    company.open()

    assert company.page.seen is not None
    assert company.page.seen[0].others == 2.0


def leave(session: Session, person: PersonId) -> None:
    """Let somebody leave the organisation."""
    people.deactivate_person(session, person_id=person, at=LEFT)
