"""Two who asked colleagues to look back with them: one read it, and one is waiting for the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email, list_people
from feedbackpulse.people.domain import Person, PersonId
from feedbackpulse.reflection import colleagues, peers
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.peer_view import Answers

READ_IT: Final = "Noor Libel"
WAITS: Final = "Grace Heron"
ASKED_TOO: Final = ("Noor Libel", "Joris Rietveen")
CHECKPOINTS: Final = ("M2", "M4")
ASKED_DAYS_AGO: Final = 30
WAIT: Final = timedelta(days=14)
PEERS: Final = 5
ANSWERS: Final[Mapping[str, tuple[int | None, ...]]] = {
    "M2A-Q1": (3, 4, 3, 3, 4),
    "M2B-Q1": (4, 4, 5, 4, None),
    "M4A-Q1": (5, 4, 5, 5, 4),
    "M4B-Q1": (5, 5, 4, 4, 5),
    "M4C-Q1": (4, 5, 4, 5, 4),
    "M4D-Q1": (None, None, 3, None, None),
    "M4E-Q1": (2, 3, 3, 2, 3),
    "M4F-Q1": (3, 4, 3, None, 4),
}


def make_peer_rounds(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let one have asked, been answered, and read it; and let another ask those who look around."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        noor, noors = _somebody(session, stores, READ_IT, today)
        asked_on = today - timedelta(days=ASKED_DAYS_AGO)
        page = _ask(session, noors, _mates(session, noor, today), on=asked_on)
        for place, peer in enumerate(page.invited):
            said = {code: given[place] for code, given in ANSWERS.items()}
            _answer(session, stores, page, peer, said)
        peers.open_due(session, notebook=noors, today=page.opens_on, catalogue=load_catalogue())
        grace, graces = _somebody(session, stores, WAITS, today)
        first = [_find(session, name, today).id for name in ASKED_TOO]
        others = [one for one in _mates(session, grace, today) if one not in first]
        _ask(session, graces, [*first, *others][:PEERS], on=today - timedelta(days=3))


def _ask(
    session: Session, notebook: Notebook, invited: Sequence[PersonId], *, on: date
) -> PeerPage:
    return peers.invite(
        session,
        notebook=notebook,
        peers=invited,
        checkpoints=CHECKPOINTS,
        opens_on=on + WAIT,
        today=on,
        catalogue=load_catalogue(),
    )


def _answer(
    session: Session, stores: Stores, page: PeerPage, peer: PersonId, answers: Answers
) -> None:
    colleagues.send_answers(
        session,
        keys=stores.keys,
        peer=peer,
        round_id=page.round_id,
        answers=answers,
        today=page.asked_on,
        catalogue=load_catalogue(),
    )


def _somebody(session: Session, stores: Stores, name: str, today: date) -> tuple[Person, Notebook]:
    person = _find(session, name, today)
    return person, open_notebook(session, keys=stores.keys, owner=person.id)


def _find(session: Session, name: str, today: date) -> Person:
    person = find_person_by_email(session, email=address(name), on=today)
    assert person is not None, name
    return person


def _mates(session: Session, person: Person, today: date) -> list[PersonId]:
    """Return a few people of somebody's own team."""
    team = list_people(session, on=today, team_id=person.team_id)
    return [one.id for one in team if one.active and one.id != person.id][:PEERS]
