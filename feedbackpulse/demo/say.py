"""How the fictional people shape the listening: what they were asked, proposed, and got."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.consultations import proposals, service
from feedbackpulse.consultations.domain import Consultation, ProposalState
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email, list_people
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record

HOW_OFTEN: Final = (
    "Hoe vaak stellen we vragen?",
    "Nu krijg je elke maand een paar vragen. In de zomer willen we dat niet doen. Is dat goed?",
)
ANSWERS: Final = {
    "Niet in de drukste weken": (
        "We vragen in juli en augustus niets.",
        ("In de zomer is de helft weg. Sla die maanden over.", "Niet in de bouwvak, graag."),
    ),
    "Elke maand is goed": (
        "We blijven elke maand vragen.",
        ("Elke maand is prima, zolang het kort blijft.", "Ik vind dit een goed ritme."),
    ),
    "Minder vragen per keer": (
        "Een ronde heeft nu hooguit twaalf vragen.",
        ("Liever zes vragen dan zestien.",),
    ),
}
DECIDED: Final = "We blijven elke maand vragen, maar niet in juli en augustus."
WHY: Final = "De meesten vinden elke maand goed. In de zomer is bijna niemand er."
WHO_READS: Final = (
    "Wie mag onze woorden lezen?",
    "Nu leest iedereen in je team wat je opschrijft, zonder je naam. Is dat goed zo?",
)
TO_SORT: Final = (
    "Ik schrijf minder op sinds mijn leidinggevende meeleest.",
    "Laat het zo. Het is juist goed om elkaars woorden te lezen.",
    "Alleen lezen met tien mensen of meer vind ik te veel. Mijn team heeft er negen.",
)
BY_NOOR: Final = "Ik wil graag uitleggen wat ik bedoel, dus vraag het me gerust."
NEWCOMERS: Final = (
    "Wat vragen we nieuwe collega’s?",
    "Wie pas begint, ziet nog van alles. Na hoeveel weken vragen we daarnaar, en wat?",
)
CHOSEN: Final = "Ik weet wat er met een klacht gebeurt nadat ik hem heb doorgegeven."
NOT_CHOSEN: Final = "Zou je ons bedrijf aanraden aan je vrienden?"
TO_CHOOSE: Final = (
    ("Ik durf te zeggen dat een afspraak niet haalbaar is.", "Dan horen we het op tijd.", "M4", 13),
    ("Onze overdracht aan de volgende ploeg is duidelijk.", "", None, 3),
)
DONE: Final = "We vragen per ronde vier vragen minder. Dat scheelt iedereen een minuut."


def make_say(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let people be asked, propose and hear back; and let HR say what it did with one round."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        _decide(session, today - timedelta(days=90))
        _leave_to_sort(session, today)
        _open(session, NEWCOMERS, today - timedelta(days=3), days=14)
        _answer_proposals(session, today)
        _leave_to_choose(session, stores, today)
        _tell_what_was_done(session, today)


def _open(session: Session, asked: tuple[str, str], on: date, *, days: int = 14) -> Consultation:
    title, question = asked
    closes_on = on + timedelta(days=days)
    return service.open_consultation(
        session, title=title, question=question, closes_on=closes_on, on=on
    )


def _decide(session: Session, on: date) -> None:
    opened = on - timedelta(days=30)
    asked = _open(session, HOW_OFTEN, opened)
    for label, (done, bodies) in ANSWERS.items():
        group = service.add_group(session, consultation_id=asked.id, label=label)
        for body in bodies:
            service.contribute(session, consultation_id=asked.id, body=body, on=opened)
        brought = service.contributions_to(session, consultation_id=asked.id, on=on)
        places = {one.id: group.id for one in brought if one.body in bodies}
        service.sort_out(session, consultation_id=asked.id, places=places, done={group.id: done})
    service.decide(session, consultation_id=asked.id, decision=DECIDED, reason=WHY, on=on)


def _leave_to_sort(session: Session, today: date) -> None:
    opened = today - timedelta(days=16)
    asked = _open(session, WHO_READS, opened)
    for body in TO_SORT:
        service.contribute(session, consultation_id=asked.id, body=body, on=opened)
    noor = find_person_by_email(session, email=address("Noor Libel"), on=today)
    assert noor is not None
    service.contribute(session, consultation_id=asked.id, body=BY_NOOR, on=opened, name_of=noor.id)


def _answer_proposals(session: Session, today: date) -> None:
    for body, state, reason, days in (
        (
            CHOSEN,
            ProposalState.ACCEPTED,
            "Dit past bij ons doel, en we kunnen er iets aan doen.",
            70,
        ),
        (NOT_CHOSEN, ProposalState.DECLINED, "Dit zegt niets over hoe wij luisteren.", 60),
    ):
        on = today - timedelta(days=days)
        proposal_id = proposals.propose(session, body=body, why="", on=on - timedelta(days=9))
        proposals.decide_proposal(
            session, proposal_id=proposal_id, state=state, reason=reason, on=on
        )


def _leave_to_choose(session: Session, stores: Stores, today: date) -> None:
    people = [person.id for person in list_people(session, on=today)]
    for body, why, checkpoint, votes in TO_CHOOSE:
        proposal_id = proposals.propose(
            session, body=body, why=why, checkpoint=checkpoint, on=today - timedelta(days=8)
        )
        for person in people[:votes]:
            proposals.set_vote(
                session,
                keys=stores.keys,
                proposal_id=proposal_id,
                person_id=person,
                wants=True,
                on=today,
            )
    proposals.count_votes(session)


def _tell_what_was_done(session: Session, today: date) -> None:
    released = [one for one in cycles.list_rounds(session) if one.state is RoundState.RELEASED]
    asked = released[-4]
    change = Change(
        on=today - timedelta(days=80),
        kind=Kind.WORTH,
        title=asked.title,
        cycle_id=asked.cycle_id,
        round_number=asked.number,
        details={"done": DONE},
        role=Role.HR,
    )
    record(session, change)
