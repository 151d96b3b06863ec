"""A small fictional organisation with two released rounds and one that is open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, Round
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import count_participation, open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Sent, send_ballot
from tests.cycles.cycles import make_cycle
from tests.organisations import Organisation, found

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OUTLINE = """
House 0
  Care 4
    Day 10
    Night 7
    Trio 3
  Desk 9
"""
FIRST = {"Day": [3, 3, 4, 3, 2, 4, 3, 3], "Night": [4, 4, 3], "Desk": [3] * 8, "Trio": [3, 4, 3]}
SECOND = {"Day": [5] * 10, "Night": [4, 3, 4, 3, 3, 4], "Desk": [3] * 8, "Care": [4, 3, 2]}
"""What people of each team answer to every question, in the first and the second round."""
REMARK = "More time to listen, please."
TREND = "Listening, all in all: round by round"
"""What the table of a unit's trend is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Who works there, and the rounds that were run."""

    teams: Mapping[str, TeamId]
    people: Mapping[str, Sequence[PersonId]]
    hr: PersonId
    rounds: tuple[Round, ...]

    def member(self, team: str) -> PersonId:
        """Return somebody of a team who leads nothing."""
        return self.people[team][1]

    def lead(self, team: str) -> PersonId:
        """Return who leads a team."""
        return self.people[team][0]

    def unit(self, team: str, part: str = "whole") -> str:
        """Return the end of the address of a unit."""
        return f"/{self.teams[team]}/{part}"


def make_world(stores: Stores) -> World:
    """Add everybody, and run three rounds through the real ballot box."""
    with stores.main() as session, transaction(session):
        made = found(session, OUTLINE, at=LONG_AGO)
        for name, members in made.people.items():
            if members:
                people.appoint_lead(session, person_id=members[0], team_id=made.teams[name])
        hr = made.people["Desk"][2]
        people.grant_role(session, person_id=hr, role=Role.HR)
    cycle = plan_cycle(stores)
    run_round(stores, find_round(stores, cycle, 1), made, FIRST)
    run_round(stores, find_round(stores, cycle, 2), made, SECOND)
    _open(stores, find_round(stores, cycle, 3), made, {"Day": [4] * 6, "Night": [3] * 2})
    rounds = tuple(find_round(stores, cycle, number) for number in (1, 2, 3))
    return World(teams=made.teams, people=made.people, hr=hr, rounds=rounds)


def plan_cycle(stores: Stores, *, window_days: int = 14) -> Cycle:
    """Start a cycle of a month ago that asks every two weeks, for so many days."""
    now = clock.now()
    cycle = make_cycle(
        title="How do we listen?",
        blocks=(1, 2),
        first_day=(now - timedelta(days=30)).date(),
        opens=time(0, 1),
        closes=time(23, 0),
        window_days=window_days,
    )
    with stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=cycle)
        return cycles.start_cycle(
            session,
            cycle_id=cycle.id,
            now=now - timedelta(days=40),
            catalogue=load_catalogue(),
        )


def find_round(stores: Stores, cycle: Cycle, number: int) -> Round:
    """Return a round of a cycle by its number."""
    with stores.main() as session:
        found = cycles.list_rounds(session, cycle_id=cycle.id)
    return next(one for one in found if one.number == number)


def _open(
    stores: Stores,
    asked: Round,
    made: Organisation,
    ratings: Mapping[str, list[int]],
) -> None:
    opened = asked.opens_at + timedelta(minutes=1)
    open_round(stores, round_id=asked.id, now=opened, catalogue=load_catalogue())
    for team, given in ratings.items():
        voters = reversed(made.people[team])
        for person_id, rating in zip(voters, given, strict=False):
            sent = send_ballot(
                stores,
                round_id=asked.id,
                person_id=person_id,
                ballot_number=secrets.token_bytes(NUMBER_BYTES),
                answers=_answers(asked, rating),
                now=opened,
            )
            assert isinstance(sent, Sent)
    monday = opened + timedelta(days=(7 - opened.weekday()) % 7)
    count_participation(stores, round_id=asked.id, now=monday)


def _answers(asked: Round, rating: int) -> Answers:
    words = {item.code: REMARK for item in asked.items if item.is_open}
    return Answers(ratings={item.code: rating for item in asked.rated_items}, comments=words)


def run_round(
    stores: Stores,
    asked: Round,
    made: Organisation,
    ratings: Mapping[str, list[int]],
) -> None:
    """Open a round, let people answer, release it, and plan the next."""
    _open(stores, asked, made, ratings)
    close_round(stores, round_id=asked.id, now=asked.closes_at)
    with stores.main() as session, transaction(session):
        cycles.plan_next_rounds(session, now=asked.closes_at, catalogue=load_catalogue())


def open_otherwise(session: Session) -> None:
    """Let rounds count as opened with other units than before: those of an opening never change."""
    for row in session.scalars(select(RoundRow)):
        row.manifest_sha256 = secrets.token_hex(32)
