"""Rounds that are open now, in a small fictional company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import uuid4

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    CycleState,
    OwnQuestion,
    Privacy,
    Rhythm,
    RoundId,
)
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.rounds import close_round, open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, TeamId

ZONE = "Europe/Amsterdam"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A round, the six people who are invited to it, and somebody who is not."""

    round_id: RoundId
    people: tuple[PersonId, ...]
    stranger: PersonId

    @property
    def path(self) -> str:
        """Return the address of the round."""
        return f"/pulse/{self.round_id}"


def plan_round(stores: Stores, *, locales: tuple[str, ...] = ("nl", "en")) -> Asked:
    """Plan a round of one block, an own question and the open question for one team of six."""
    yesterday = clock.now() - timedelta(days=1)
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        team = people.add_team(session, code="T", name="Tenants desk", parent_id=root.id)
        other = people.add_team(session, code="O", name="Others", parent_id=root.id)

        def add(name: str, team_id: TeamId) -> PersonId:
            address = f"{name.lower()}@example.org"
            return people.add_person(
                session, name=name, email=address, team_id=team_id, at=yesterday
            ).id

        invited = tuple(add(name, team.id) for name in ("Ada", "Ben", "Cor", "Dee", "Eef", "Flo"))
        stranger = add("Gus", other.id)
        cycle = Cycle(
            id=CycleId(uuid4()),
            title="How we listen",
            state=CycleState.DRAFT,
            blocks=(2,),
            blocks_per_round=1,
            asks_open_question=True,
            own_questions=(
                OwnQuestion(number=1, text=LocalText(nl="Eigen vraag?", en="Our own question?")),
            ),
            teams=frozenset({team.id}),
            privacy=Privacy(),
            rhythm=Rhythm.BIWEEKLY,
            first_day=clock.local_day(clock.now(), ZONE) + timedelta(days=1),
            opens=time(9),
            closes=time(17),
            window_days=5,
            zone=ZONE,
            locales=locales,
            step=0,
        )
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=clock.now(), catalogue=load_catalogue())
        round_id = cycles.list_rounds(session, cycle_id=cycle.id)[0].id
    return Asked(round_id=round_id, people=invited, stranger=stranger)


def ask(stores: Stores, *, locales: tuple[str, ...] = ("nl", "en")) -> Asked:
    """Open a round by hand, now."""
    asked = plan_round(stores, locales=locales)
    catalogue = load_catalogue()
    assert open_round(stores, round_id=asked.round_id, now=clock.now(), catalogue=catalogue)
    return asked


def close(stores: Stores, asked: Asked) -> None:
    """Close the round by hand, now."""
    assert close_round(stores, round_id=asked.round_id, now=clock.now())
