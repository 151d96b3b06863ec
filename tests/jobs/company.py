"""A small fictional company whose rounds really run: planned, opened, answered and closed."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import (
    Cycle,
    CycleId,
    CycleState,
    Privacy,
    Rhythm,
    Round,
    RoundId,
)
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.rounds import close_round, open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Refusal, Sent, send_ballot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 1, 5, 8, 0, tzinfo=AMSTERDAM)
OUTLINE = """
Company 0
  Bakery 0
    Ovens 8
    Shop 6
    Vans 2
  Mill 12
"""


@dataclass(kw_only=True)
class Company:
    """The company, its people, and one cycle that runs every two weeks."""

    stores: Stores
    teams: dict[str, TeamId] = field(default_factory=dict)
    people: dict[str, list[PersonId]] = field(default_factory=dict)
    cycle_id: CycleId | None = None

    def everybody(self) -> list[PersonId]:
        """Return all people, in the order in which they came."""
        return [person for members in self.people.values() for person in members]

    def unit(self, name: str, part: Part = Part.WHOLE) -> UnitKey:
        """Return the key of a unit."""
        return UnitKey(team_id=self.teams[name], part=part)

    def hire(self, team: str, *, at: datetime) -> PersonId:
        """Add somebody to a team."""
        number = sum(map(len, self.people.values()))
        with self.stores.main() as session, transaction(session):
            person = people.add_person(
                session,
                name=f"Person {number:03}",
                email=f"person{number:03}@example.org",
                team_id=self.teams[team],
                at=at,
            )
        self.people.setdefault(team, []).append(person.id)
        return person.id

    def plan(self, *, privacy: Privacy | None = None) -> RoundId:
        """Start a cycle of one block, an own question and an open question."""
        cycle = Cycle(
            id=CycleId(uuid4()),
            title="How we listen",
            state=CycleState.DRAFT,
            blocks=(1,),
            blocks_per_round=1,
            asks_open_question=True,
            own_questions=(),
            teams=None,
            privacy=privacy or Privacy(),
            rhythm=Rhythm.BIWEEKLY,
            first_day=date(2026, 1, 12),
            opens=time(9),
            closes=time(17),
            window_days=5,
            zone="Europe/Amsterdam",
            locales=("nl", "en"),
            step=0,
        )
        with self.stores.main() as session, transaction(session):
            cycles.save_draft(session, cycle=cycle)
            cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
            self.cycle_id = cycle.id
            return cycles.list_rounds(session, cycle_id=cycle.id)[-1].id

    def plan_next(self, *, now: datetime) -> RoundId:
        """Plan the round after the one that is over."""
        with self.stores.main() as session, transaction(session):
            [planned] = cycles.plan_next_rounds(session, now=now, catalogue=load_catalogue())
            return planned

    def round(self, round_id: RoundId) -> Round:
        """Return a round as it is now."""
        with self.stores.main() as session:
            return cycles.get_round(session, round_id=round_id)

    def open(self, round_id: RoundId) -> bool:
        """Open a round at its planned moment."""
        now = self.round(round_id).opens_at
        return open_round(self.stores, round_id=round_id, now=now, catalogue=load_catalogue())

    def send(
        self,
        round_id: RoundId,
        person_id: PersonId,
        answers: Answers,
        *,
        number: bytes | None = None,
        late: timedelta = timedelta(0),
    ) -> Sent | Refusal:
        """Send somebody's ballot an hour after opening, or later."""
        return send_ballot(
            self.stores,
            round_id=round_id,
            person_id=person_id,
            ballot_number=number or secrets.token_bytes(NUMBER_BYTES),
            answers=answers,
            now=self.round(round_id).opens_at + timedelta(hours=1) + late,
        )

    def answer(self, round_id: RoundId, team: str, ratings: Iterable[int | None]) -> None:
        """Let the people of a team give the same rating to every question, in turn."""
        codes = [item.code for item in self.round(round_id).rated_items]
        for person, rating in zip(self.people[team], ratings, strict=False):
            sent = self.send(round_id, person, Answers(ratings=dict.fromkeys(codes, rating)))
            assert sent == Sent()

    def close(self, round_id: RoundId) -> bool:
        """Close a round at its planned moment."""
        now = self.round(round_id).closes_at
        return close_round(self.stores, round_id=round_id, now=now)


def found(stores: Stores, outline: str = OUTLINE) -> Company:
    """Found a company from an indented outline of teams and how many work there."""
    company = Company(stores=stores)
    above: list[tuple[int, TeamId]] = []
    for line in filter(str.strip, outline.splitlines()):
        name, size = line.split()
        depth = len(line) - len(line.lstrip())
        above = [one for one in above if one[0] < depth]
        with stores.main() as session, transaction(session):
            parent = above[-1][1] if above else None
            team = people.add_team(session, code=name, name=name, parent_id=parent)
        above.append((depth, team.id))
        company.teams[name] = team.id
        for _ in range(int(size)):
            company.hire(name, at=START)
    return company


def anything(asked: Round, chance: random.Random) -> Answers:
    """Return answers somebody might give, from a seeded generator."""
    ratings: dict[str, int | None] = {
        item.code: chance.choice([1, 2, 3, 4, 5, None]) for item in asked.rated_items
    }
    for code in list(ratings):
        if chance.random() < 0.1:
            del ratings[code]
    comments: Mapping[str, str] = {
        item.code: f"Fictional remark {chance.randrange(10**9)}"
        for item in asked.items
        if item.is_open and chance.random() < 0.6
    }
    return Answers(ratings=ratings, comments=comments)
