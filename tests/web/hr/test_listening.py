"""Does everybody read the same figures about listening, and nobody a figure about anybody?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.listener import window_of
from feedbackpulse.programme.opened import count_opened, note_opened
from feedbackpulse.signals.conversations import reply
from feedbackpulse.signals.domain import DAYS_TO_ANSWER, Reader
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.signals.inbox import add_signal
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
WINDOW = window_of(local_today(), days_to_answer=DAYS_TO_ANSWER)
SENT = WINDOW.last - timedelta(days=5)


def figures(visitor: Visitor, address: str) -> dict[str, str]:
    page = visitor.open(address)
    return {
        one.dt.get_text(strip=True): one.dd.get_text(strip=True)
        for one in page.select("dl.duo > div")
        if one.dt and one.dd
    }


def answered(session: Session, stores: Stores, world: World, *days: int | None) -> None:
    """Send a signal to a lead for each of these waits; None for who got no answer."""
    for wait in days:
        one = add_signal(
            session,
            keys=stores.keys,
            reader=Reader.LEAD,
            team_id=world.teams["Day"],
            on=SENT,
        )
        if wait is not None:
            on = SENT + timedelta(days=wait)
            reply(session, keys=stores.keys, signal_id=one, body="Yes.", role=Role.LEAD, on=on)


def test_a_new_organisation_reads_that_there_is_too_little(world: World, visit: Visit) -> None:
    found = figures(visit(world.hr), "/org/listening")

    assert list(found.values()) == [
        "Fewer than 10 signals, too few to say",
        "Fewer than 10 signals, too few to say",
        "None has ended yet",
        "Not counted yet",
    ]


def test_hr_and_everybody_read_the_same(world: World, stores: Stores, visit: Visit) -> None:
    latest = world.rounds[1].id
    leads = [world.lead(team) for team in ("Day", "Night", "Care", "Desk", "Trio")]
    leads += [world.people["Desk"][number] for number in (4, 5)]
    with stores.main() as session, transaction(session):
        answered(session, stores, world, *[2] * 9, None, None, None)
        for lead in leads[:4]:
            note_opened(session, round_id=latest, lead=lead)
        count_opened(session, round_id=latest, leads=leads)

    of_hr = figures(visit(world.hr), "/org/listening")
    of_everybody = figures(visit(world.member("Night")), "/programme")

    assert of_hr == of_everybody
    assert of_hr["Signals that got an answer"] == "About 75%"
    assert of_hr["How long half of the senders waited"] == "Within 2 days"
    assert of_hr["Leads who opened the results of their team"].startswith("4 of 7, in ")


@pytest.mark.parametrize(
    ("opened", "leads", "said"),
    [(0, 5, "At most 2 of 5"), (5, 5, "At least 3 of 5"), (2, 4, "Too few leads to say")],
)
def test_of_few_leads_or_of_all_nothing_is_said(
    world: World, stores: Stores, visit: Visit, opened: int, leads: int, said: str
) -> None:
    people = [person for team in world.people.values() for person in team][:leads]
    with stores.main() as session, transaction(session):
        for lead in people[:opened]:
            note_opened(session, round_id=world.rounds[1].id, lead=lead)
        count_opened(session, round_id=world.rounds[1].id, leads=people)

    found = figures(visit(world.hr), "/org/listening")

    assert found["Leads who opened the results of their team"].startswith(said)


def test_no_name_of_a_lead_or_a_team_is_on_it(world: World, stores: Stores, visit: Visit) -> None:
    with stores.main() as session, transaction(session):
        answered(session, stores, world, *[2] * 12)

    page = words_of(visit(world.hr).open("/org/listening"))

    assert not {"Day", "Night", "Trio", "Care"} & set(page.split())
