"""Who takes part in a round of the demo, and how their ballots reach the box."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from feedbackpulse import clock
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import Stores
from feedbackpulse.demo.answers import Feelings
from feedbackpulse.demo.organisation import ONCE_BELOW, SIGN_INS, address
from feedbackpulse.jobs.rounds import count_participation
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person, Team
from feedbackpulse.people.trees import team_tree
from feedbackpulse.roster.intake import NUMBER_BYTES, Sent, send_ballot

ONCE_BELOW_IN: Final = 7
ONCE_BELOW_ANSWERS: Final = 4
TAKE_PART: Final = (0.66, 0.92)
FEWEST: Final = 7
AFTER_OPENING: Final = timedelta(hours=3)
BY_DAY: Final = (0.4, 0.58, 0.64, 0.68, 0.72, 0.72, 0.73, 0.8, 0.86, 0.9, 0.93, 0.93, 0.94, 1.0)
"""Which part of all ballots is in after each day of a round: most at once, some at the end."""
SO_FAR: Final = 0.33
ANSWERED: Final = address("Wout Meerkoet")
_WAITING: Final = frozenset(person.email for person in SIGN_INS) - {ANSWERED}
"""The sign-ins have yet to answer the open round, but for one, who shows how that looks."""


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
        """Send the ballots of a whole round, day by day; return how many."""
        return self._run_days(asked, self._voters(asked), BY_DAY, progress)

    def begin(self, asked: Round, *, days: int) -> int:
        """Send the ballots of the first days of a round."""
        voters = [one for one in self._voters(asked) if one.person.email not in _WAITING]
        voters.sort(key=lambda one: one.person.email != ANSWERED)
        shares = [min(SO_FAR, share * SO_FAR / BY_DAY[days - 1]) for share in BY_DAY[:days]]
        return self._run_days(asked, voters, shares, progress=1.0)

    def _run_days(
        self, asked: Round, voters: list[Voter], shares: Sequence[float], progress: float
    ) -> int:
        """Send the ballots of each day, then count participation as the jobs do."""
        sent = 0
        for day, share in enumerate(shares):
            now = asked.opens_at + AFTER_OPENING + timedelta(days=day)
            for voter in voters[sent : round(share * len(voters))]:
                self._send(asked, voter, progress, now)
                sent += 1
            count_participation(self.stores, round_id=asked.id, now=now)
        return sent

    def _voters(self, asked: Round) -> list[Voter]:
        """Return who takes part, in no order."""
        with self.stores.main() as session:
            tree = team_tree(session)
            day = clock.local_day(asked.opens_at, self.zone)
            members = directory.people_by_team(session, on=day)
        teams = sorted((tree.get(team_id) for team_id in members), key=lambda team: team.code)
        voters = [
            voter for team in teams for voter in self._voters_of(asked, team, members[team.id])
        ]
        self.generator.shuffle(voters)
        return voters

    def _voters_of(self, asked: Round, team: Team, members: tuple[Person, ...]) -> Iterator[Voter]:
        """Most of a team takes part, and of a small one nearly everybody, so that one story is about fewer."""
        ordered = sorted(members, key=lambda person: person.email)
        count = max(
            min(FEWEST, len(members)), round(len(members) * self.generator.uniform(*TAKE_PART))
        )
        if asked.number == ONCE_BELOW_IN and team.code == ONCE_BELOW:
            count = ONCE_BELOW_ANSWERS
        for person in self.generator.sample(ordered, count):
            yield Voter(person=person, team=team)

    def _send(self, asked: Round, voter: Voter, progress: float, now: datetime) -> None:
        answers = self.feelings.answer(
            person=voter.person.email,
            team=voter.team.code,
            progress=progress,
            asked=asked,
            english=voter.person.locale == "en",
        )
        sent = send_ballot(
            self.stores,
            round_id=asked.id,
            person_id=voter.person.id,
            ballot_number=secrets.token_bytes(NUMBER_BYTES),
            answers=answers,
            now=now,
        )
        if not isinstance(sent, Sent):
            raise DemoBallotError(f"a ballot of round {asked.number} was refused: {sent.value}")
