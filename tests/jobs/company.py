"""A small fictional company whose rounds really run: planned, opened, answered and closed."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleId, Privacy, Round, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.programme.service import get_programme, save_programme
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Refusal, Sent, send_ballot
from tests import organisations
from tests.cycles.cycles import make_cycle
from tests.organisations import add_person

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
    teams: dict[str, TeamId]
    people: dict[str, list[PersonId]]
    cycle_id: CycleId | None = None

    def everybody(self) -> list[PersonId]:
        """Return all people, in the order in which they came."""
        return [person for members in self.people.values() for person in members]

    def unit(self, name: str, part: Part = Part.WHOLE) -> UnitKey:
        """Return the key of a unit."""
        return UnitKey(team_id=self.teams[name], part=part)

    def hire(self, team: str, *, at: datetime) -> PersonId:
        """Add somebody to a team."""
        name = f"{team} {len(self.people[team])}"
        with self.stores.main() as session, transaction(session):
            person_id = add_person(session, name, self.teams[team], at=at)
        self.people[team].append(person_id)
        return person_id

    def plan(self, *, privacy: Privacy | None = None, **changes: Any) -> RoundId:
        """Start a cycle of one block and the open question, with further changes."""
        usual = {"blocks": (1,), "first_day": date(2026, 1, 12), "window_days": 5}
        cycle = make_cycle(privacy=privacy or Privacy(), **{**usual, **changes})
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
            assert isinstance(sent, Sent)

    def close(self, round_id: RoundId) -> bool:
        """Close a round at its planned moment."""
        now = self.round(round_id).closes_at
        return close_round(self.stores, round_id=round_id, now=now)


def found(stores: Stores, outline: str = OUTLINE) -> Company:
    """Found a company from an indented outline of teams and how many work there."""
    with stores.main() as session, transaction(session):
        made = organisations.found(session, outline, at=START)
        # Many cycles at once are not too much here.
        save_programme(session, programme=replace(get_programme(session), minutes_limit=1000))
    return Company(stores=stores, teams=made.teams, people=made.people)


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
