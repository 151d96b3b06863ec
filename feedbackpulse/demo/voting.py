"""Who takes part in a round of the demo, and how their ballots reach the box."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from feedbackpulse import clock
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import Stores
from feedbackpulse.demo.answers import Feelings
from feedbackpulse.demo.organisation import ONCE_BELOW, SIGN_INS
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person, Team
from feedbackpulse.roster.intake import NUMBER_BYTES, Sent, send_ballot

ONCE_BELOW_IN: Final = 7
ONCE_BELOW_ANSWERS: Final = 4
TAKE_PART: Final = (0.72, 0.95)
AFTER_OPENING: Final = timedelta(hours=3)
_SIGN_INS: Final = frozenset(person.email for person in SIGN_INS)


class DemoBallotError(RuntimeError):
    """A ballot of the demo was refused, so the story would have a hole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voter:
    """Somebody who answers, and the team they speak from."""

    person: Person
    team: Team


@dataclass(frozen=True, kw_only=True, slots=True)
class Voting:
    """How people take part: seeded in who and what, never in how ballots are numbered."""

    stores: Stores
    feelings: Feelings
    generator: random.Random
    zone: str

    def finish(self, asked: Round, *, progress: float) -> int:
        """Send the ballots of a whole round; return how many."""
        return self._send_all(asked, self._voters(asked), progress)

    def begin(self, asked: Round) -> int:
        """Send the ballots of the first days of a round; the sign-ins have yet to answer."""
        voters = [one for one in self._voters(asked) if one.person.email not in _SIGN_INS]
        return self._send_all(asked, voters[: len(voters) // 3], progress=1.0)

    def _send_all(self, asked: Round, voters: list[Voter], progress: float) -> int:
        for voter in voters:
            self._send(asked, voter, progress)
        return len(voters)

    def _voters(self, asked: Round) -> list[Voter]:
        """Return who takes part, in no order."""
        with self.stores.main() as session:
            tree = directory.team_tree(session)
            day = clock.local_day(asked.opens_at, self.zone)
            members = directory.people_by_team(session, on=day)
        teams = sorted((tree.get(team_id) for team_id in members), key=lambda team: team.code)
        voters = [
            voter for team in teams for voter in self._voters_of(asked, team, members[team.id])
        ]
        self.generator.shuffle(voters)
        return voters

    def _voters_of(self, asked: Round, team: Team, members: tuple[Person, ...]) -> Iterator[Voter]:
        """Most of a team takes part, and at least five, so that only one story is about fewer."""
        ordered = sorted(members, key=lambda person: person.email)
        count = max(min(5, len(members)), round(len(members) * self.generator.uniform(*TAKE_PART)))
        if asked.number == ONCE_BELOW_IN and team.code == ONCE_BELOW:
            count = ONCE_BELOW_ANSWERS
        for person in self.generator.sample(ordered, count):
            yield Voter(person=person, team=team)

    def _send(self, asked: Round, voter: Voter, progress: float) -> None:
        answers = self.feelings.answer(
            person=voter.person.email,
            team=voter.team.code,
            progress=progress,
            items=asked.items,
            english=voter.person.locale == "en",
        )
        sent = send_ballot(
            self.stores,
            round_id=asked.id,
            person_id=voter.person.id,
            ballot_number=secrets.token_bytes(NUMBER_BYTES),
            answers=answers,
            now=asked.opens_at + AFTER_OPENING,
        )
        if not isinstance(sent, Sent):
            raise DemoBallotError(f"a ballot of round {asked.number} was refused: {sent.value}")
