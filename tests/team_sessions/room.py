"""A team in a room with its phones, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import TeamId
from feedbackpulse.team_sessions.domain import Refusal, Step, TeamSession, Told, Vote
from feedbackpulse.team_sessions.service import end_session, find_running, go_to, start_session
from feedbackpulse.team_sessions.voting import close_vote, open_vote, take_vote
from tests.organisations import found

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GREEN: Vote = {"how-1": "green", "way-1": "up"}
RED: Vote = {"how-1": "red", "way-1": "down"}


@dataclass(kw_only=True)
class Room:
    """Leads a talk of a team, and sends the votes of those who are there."""

    stores: Stores
    team_id: TeamId
    now: datetime = NOON

    @classmethod
    def of(cls, stores: Stores) -> Room:
        """Return a room with a team that has no talk yet."""
        with stores.main() as session, transaction(session):
            made = found(session, "House 0\n  Desk 6", at=NOON - timedelta(days=99))
        return cls(stores=stores, team_id=made.teams["Desk"])

    def start(self, *, statements: Sequence[str] = ("M4A-P1",)) -> TeamSession:
        """Begin a talk, or return the one there is."""
        with self.stores.main() as session, transaction(session):
            return start_session(
                session,
                team_id=self.team_id,
                round_id=None,
                statements=statements,
                minutes=20,
                now=self.now,
            )

    @property
    def talk(self) -> TeamSession | None:
        """The talk that is going on."""
        with self.stores.main() as session:
            return find_running(session, team_id=self.team_id, now=self.now)

    def go_to(self, step: Step) -> bool:
        """Go to a step."""
        talk = self.start()
        with self.stores.main() as session, transaction(session):
            return go_to(session, session_id=talk.id, step=step, now=self.now)

    def open(self) -> Refusal | None:
        """Let phones vote in the step that the talk is in."""
        talk = self.start()
        with self.stores.main() as session, transaction(session):
            return open_vote(session, keys=self.stores.keys, session_id=talk.id, now=self.now)

    def vote(self, ticket: str, vote: Vote, *, step: int | None = None) -> Refusal | None:
        """Send what one phone chose."""
        talk = self.start()
        with self.stores.main() as session, transaction(session):
            return take_vote(
                session,
                keys=self.stores.keys,
                code=talk.code,
                step=talk.step if step is None else step,
                ticket=ticket,
                given=vote,
                now=self.now,
            )

    def close(self) -> tuple[Told, ...] | None:
        """Close the vote, and return what is told of it."""
        talk = self.start()
        with self.stores.main() as session, transaction(session):
            return close_vote(session, keys=self.stores.keys, talk=talk)

    def end(self) -> None:
        """End the talk."""
        talk = self.start()
        with self.stores.main() as session, transaction(session):
            end_session(session, keys=self.stores.keys, session_id=talk.id)

    def all_vote(self, votes: Sequence[Vote]) -> None:
        """Let a phone of its own send each vote."""
        for place, vote in enumerate(votes):
            assert self.vote(f"phone {place}", vote) is None
