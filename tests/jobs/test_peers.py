"""Does what colleagues said open on its day, once, whatever stops the job, and never for others?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.jobs.peers import open_peer_rounds
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import colleagues, peers
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.peer_page import PeerPage, Stage
from feedbackpulse.reflection.peer_rounds import NotAskedError
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.reflection.tables import LetterRow, PeerInvitationRow
from tests.notebooks import notebook_of
from tests.reliability.test_same_moment import together

TODAY = date(2026, 3, 2)
OPENS = TODAY + timedelta(days=14)
NOON = datetime.combine(OPENS, time(12), UTC)
"""The first moment at which the day has begun everywhere."""
CATALOGUE = load_catalogue()


@contextmanager
def apart(_what: str) -> Iterator[None]:
    """Hide no failure."""
    yield


class Round:
    """Noor asked four colleagues; three of them answered."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        with stores.main() as session, transaction(session):
            team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
            self.owner, *self.others = (
                people.add_person(
                    session,
                    name=name,
                    email=f"{name}@example.org",
                    team_id=team.id,
                    at=datetime(2026, 1, 1, tzinfo=UTC),
                ).id
                for name in ("noor", "ali", "bo", "cas", "dee")
            )
        self.notebook = notebook_of(stores, self.owner)
        with stores.main() as session, transaction(session):
            self.asked = peers.invite(
                session,
                notebook=self.notebook,
                peers=self.others,
                checkpoints=["M4"],
                opens_on=OPENS,
                today=TODAY,
                catalogue=CATALOGUE,
            )
        for peer, rating in zip(self.others, (4, 4, 5), strict=False):
            self.answer(peer, rating)

    def answer(self, peer: PersonId, rating: int) -> None:
        """Let a colleague answer."""
        with self.stores.main() as session, transaction(session):
            self.send(session, peer, rating)

    def send(self, session: Session, peer: PersonId, rating: int) -> None:
        """Let a colleague answer in a transaction that runs."""
        colleagues.send_answers(
            session,
            keys=self.stores.keys,
            peer=peer,
            round_id=self.asked.round_id,
            answers={"M4A-Q1": rating},
            today=TODAY,
            catalogue=CATALOGUE,
        )

    def seal(self, session: Session) -> Notebook:
        """Let the owner seal their notebook."""
        sealed, _code = seal_notebook(
            session, keys=self.stores.keys, notebook=self.notebook, passphrase="loose words here"
        )
        return sealed

    def page(self, notebook: Notebook | None = None) -> PeerPage:
        """Return the owner's page."""
        with self.stores.main() as session:
            return peers.list_peer_pages(session, notebook=notebook or self.notebook)[0]

    def count(self, row: type) -> int:
        """Return how many rows there are."""
        with self.stores.main() as session:
            return session.scalar(select(func.count()).select_from(row)) or 0

    def run(self, now: datetime = NOON) -> None:
        """Let the job do what is due."""
        open_peer_rounds(self.stores, now=now, catalogue=CATALOGUE, apart=apart)

    def mails(self) -> list[tuple[PersonId, str]]:
        """Return who gets which mail."""
        with self.stores.main() as session:
            return [(PersonId(row.person_id), row.kind) for row in session.scalars(select(MailRow))]


@pytest.fixture
def asked(stores: Stores) -> Round:
    return Round(stores)


@pytest.mark.both_engines
def test_it_opens_once_when_its_day_has_begun_everywhere(asked: Round) -> None:
    asked.run(NOON - timedelta(minutes=1))
    assert asked.page().stage(OPENS) is Stage.WAITING
    assert asked.count(LetterRow) == 3

    asked.run()
    opened = asked.page()
    asked.run(NOON + timedelta(days=1))

    assert opened.seen is not None
    assert opened.seen[0].others == 4.3
    assert asked.page() == opened
    assert asked.count(LetterRow) == asked.count(PeerInvitationRow) == 0
    assert asked.mails() == [(asked.owner, MailKind.COLLEAGUES)]


def test_what_is_stopped_halfway_opens_wholly_the_next_time(
    asked: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("feedbackpulse.jobs.peers.queue_mail", stop)
        with pytest.raises(KeyboardInterrupt):
            asked.run()
    assert asked.page().seen is None
    assert asked.count(LetterRow) == 3

    asked.run()

    assert asked.page().seen is not None


def test_a_sealed_notebook_waits_for_its_owner_and_then_opens_all_the_same(asked: Round) -> None:
    with asked.stores.main() as session, transaction(session):
        sealed = asked.seal(session)

    asked.run()
    assert asked.page(sealed).seen is None
    assert asked.count(LetterRow) == 3
    assert asked.mails() == []

    with asked.stores.main() as session, transaction(session):
        assert peers.open_due(session, notebook=sealed, today=OPENS, catalogue=CATALOGUE)
    assert asked.page(sealed).seen is not None


def test_sealed_for_90_days_after_its_day_the_answers_are_destroyed_unread(asked: Round) -> None:
    with asked.stores.main() as session, transaction(session):
        sealed = asked.seal(session)

    asked.run(NOON + timedelta(days=89))
    assert asked.count(LetterRow) == 3
    asked.run(NOON + timedelta(days=90))

    assert asked.count(LetterRow) == 0
    assert asked.page(sealed).stage(OPENS + timedelta(days=90)) is Stage.LOST


def test_of_an_owner_who_left_nothing_is_opened(asked: Round) -> None:
    with asked.stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=asked.owner, at=NOON)

    asked.run()

    assert asked.page().seen is None
    assert asked.mails() == []


def test_the_log_says_nothing_of_whom_it_was(
    asked: Round, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        asked.run()

    assert not any(str(one) in caplog.text for one in (asked.owner, *asked.others))


@pytest.mark.both_engines
def test_in_the_night_letters_are_laid_in_another_order_and_all_stay_readable(
    asked: Round,
) -> None:
    scramble_stores(asked.stores)

    asked.run()

    page = asked.page()
    assert page.seen is not None
    assert page.seen[0].others == 4.3


@pytest.mark.both_engines
def test_who_sends_three_times_in_the_same_moment_sends_once(asked: Round) -> None:
    def send(session: Session) -> None:
        asked.send(session, asked.others[3], 1)

    assert together(asked.stores, send, send, send) == ["", *[NotAskedError.__name__] * 2]
    assert asked.count(LetterRow) == 4


@pytest.mark.both_engines
def test_what_is_sent_while_it_opens_is_in_it_or_refused_and_never_left_behind(
    asked: Round,
) -> None:
    def send(session: Session) -> None:
        asked.send(session, asked.others[3], 1)

    def open_now(session: Session) -> None:
        peers.open_due(session, notebook=asked.notebook, today=OPENS, catalogue=CATALOGUE)

    went_wrong = together(asked.stores, send, open_now)

    page = asked.page()
    assert page.seen is not None
    mean = next(one.others for one in page.seen if one.item == "M4A-Q1")
    assert mean == (3.5 if went_wrong == ["", ""] else 4.3)
    assert asked.count(LetterRow) == asked.count(PeerInvitationRow) == 0
