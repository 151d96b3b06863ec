"""A year of messages under a clock that skips from one due moment to the next.

Two cycles with reminders, people with hours of their own and on leave, Dutch holidays, a closed
week, and both changes of the clock. The rounds are made, opened and closed as rows; the waves, the
outbox and the delivery are the real ones. `python -m tests.notices.calm_year` does it with 300
people; a test with fewer.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time as clocks
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import click
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Rhythm, Round, RoundId, RoundState
from feedbackpulse.cycles.mapping import to_round
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, in_haste, transaction
from feedbackpulse.notices.calm import Calm, reminder_moments
from feedbackpulse.notices.delivery import deliver_due
from feedbackpulse.notices.domain import FOR_ANSWERING, Letter, MailKind, Preference, QueuedMail
from feedbackpulse.notices.outbox import drop_mails
from feedbackpulse.notices.post import Post, calm_of
from feedbackpulse.notices.preferences import save_preference, snooze
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people_service
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import TeamRow
from feedbackpulse.programme.service import add_closed_period
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.tables import RosterRow, RoundOpeningRow, RoundTeamRow
from tests import organisations
from tests.cycles.cycles import make_cycle
from tests.notices.mails import AMSTERDAM, DAY, address_of

YEAR: Final = 2027
START: Final = datetime(YEAR, 1, 1, 7, tzinfo=AMSTERDAM)
END: Final = datetime(YEAR + 1, 1, 1, tzinfo=AMSTERDAM)
ZONE: Final = "Europe/Amsterdam"
CLOSED: Final = (date(YEAR, 7, 26), date(YEAR, 8, 6))
HOURS: Final = (
    Preference(),
    Preference(quiet_until=time(10)),
    Preference(quiet_from=time(15), quiet_until=time(9, 30)),
    Preference(reminders=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """A mail that somebody got."""

    person: PersonId
    kind: MailKind
    round_id: RoundId | None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave:
    """Days on which somebody wants no messages; on the last they are back."""

    person: PersonId
    first: date
    back: date


@dataclass(kw_only=True)
class Year:
    """What happened in a year, and everything that was promised about it."""

    people: list[PersonId]
    chosen: dict[PersonId, Preference]
    leaves: list[Leave]
    calm: Calm
    came: list[Came] = field(default_factory=list)
    rounds: dict[RoundId, Round] = field(default_factory=dict)
    most: dict[RoundId, int] = field(default_factory=dict)
    steps: int = 0
    seconds: float = 0.0

    def broken(self) -> Iterator[str]:
        """Yield each promise that was broken."""
        yield from self._more_than_one_a_day()
        yield from self._at_a_bad_moment()
        yield from self._reminded_too_often()
        yield from self._not_invited()

    def __str__(self) -> str:
        """Say what happened in one line."""
        kinds = Counter(one.kind.value for one in self.came)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return (
            f"{len(self.people)} people, {len(self.rounds)} rounds, {len(self.came)} mails "
            f"({told}) in {self.steps} steps and {self.seconds:.1f} s"
        )

    def _more_than_one_a_day(self) -> Iterator[str]:
        days = Counter((one.person, self.calm.day_of(one.at)) for one in self.came)
        yield from (f"{count} mails on {day}" for (_, day), count in days.items() if count > 1)

    def _at_a_bad_moment(self) -> Iterator[str]:
        for one in self.came:
            local = one.at.astimezone(AMSTERDAM)
            hours = self.calm.quiet.widened(
                begin=self.chosen[one.person].quiet_from, end=self.chosen[one.person].quiet_until
            )
            if not hours.end <= local.time() < hours.begin:
                yield f"{one.kind} at {local}, in quiet hours"
            if not self.calm.is_working_day(local.date()):
                yield f"{one.kind} at {local}, on a closed day"
            if self._is_away(one.person, local.date()):
                yield f"{one.kind} at {local}, on leave"

    def _reminded_too_often(self) -> Iterator[str]:
        asked: defaultdict[tuple[PersonId, RoundId | None], list[Came]] = defaultdict(list)
        for one in self.came:
            asked[one.person, one.round_id].append(one)
        for (person, round_id), mails in asked.items():
            count = Counter(one.kind for one in mails)
            if round_id is None:
                continue
            if count[MailKind.REMINDER] > self.most[round_id]:
                yield f"{count[MailKind.REMINDER]} reminders of one round"
            if count[MailKind.REMINDER] and not self.chosen[person].reminders:
                yield "a reminder to somebody who wants none"
            if count[MailKind.INVITATION] > 1 or count[MailKind.RESULTS] > 1:
                yield "the same mail twice"

    def _not_invited(self) -> Iterator[str]:
        invited = {
            (one.person, one.round_id): one.at
            for one in self.came
            if one.kind is MailKind.INVITATION
        }
        for asked in self.rounds.values():
            for person in self.people:
                at = invited.get((person, asked.id))
                if at is not None and at >= asked.closes_at:
                    yield f"invited after {asked.title} closed"
                if at is None and self._days_to_write(person, asked) >= 2:
                    yield f"not invited to the round of {asked.opens_at}"

    def _days_to_write(self, person: PersonId, asked: Round) -> int:
        """Return on how many days of a round's window somebody could get a mail."""
        first, last = self.calm.day_of(asked.opens_at), self.calm.day_of(asked.closes_at)
        days = [first + offset * DAY for offset in range((last - first).days + 1)]
        return sum(
            1 for day in days if self.calm.is_working_day(day) and not self._is_away(person, day)
        )

    def _is_away(self, person: PersonId, day: date) -> bool:
        return any(
            leave.person == person and leave.first <= day < leave.back for leave in self.leaves
        )


def live(stores: Stores, folder: Path, *, size: int, seed: int = 1) -> Year:
    """Let a year pass for so many people."""
    began = clocks.monotonic()
    with in_haste(stores):
        year = _begin(stores, size, random.Random(seed))  # noqa: S311  (a story, not a secret)
        post = Post(stores=stores, settings=Settings(instance_path=folder), compose=_plain)
        now, before = START, START.date() - DAY
        while now < END:
            _pass_moment(stores, year, post, now, before)
            year.steps += 1
            now, before = _next_moment(stores, year, now), year.calm.day_of(now)
    year.seconds = clocks.monotonic() - began
    return year


def _begin(stores: Stores, size: int, chance: random.Random) -> Year:
    with stores.main() as session, transaction(session):
        made = organisations.found(session, f"Company {size}", at=START)
        people = made.people["Company"]
        people_service.appoint_lead(session, person_id=people[0], team_id=made.teams["Company"])
        chosen = {person: chance.choice(HOURS) for person in people}
        for person, preference in chosen.items():
            save_preference(session, person_id=person, preference=preference)
        add_closed_period(session, first_day=CLOSED[0], last_day=CLOSED[1], name="Bouwvak")
        for rhythm, first, days, reminders in (
            (Rhythm.MONTHLY, date(YEAR, 1, 25), 7, 2),
            (Rhythm.QUARTERLY, date(YEAR, 1, 27), 10, 1),
        ):
            cycle = make_cycle(
                rhythm=rhythm, first_day=first, window_days=days, reminders=reminders, blocks=(1,)
            )
            cycles.save_draft(session, cycle=cycle)
            cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
        calm = calm_of(session, zone=ZONE)
    return Year(people=people, chosen=chosen, leaves=_leaves(people, chance), calm=calm)


def _leaves(people: list[PersonId], chance: random.Random) -> list[Leave]:
    return [
        Leave(person=person, first=first, back=first + chance.choice([1, 3, 7, 14, 21]) * DAY)
        for person in people
        for first in sorted(START.date() + chance.randrange(355) * DAY for _ in range(2))
    ]


def _pass_moment(stores: Stores, year: Year, post: Post, now: datetime, since: date) -> None:
    today = year.calm.day_of(now)
    with stores.main() as session, transaction(session):
        for leave in year.leaves:
            if since < leave.first <= today:
                _leave(session, year, leave.person, today)
        for asked in _alive(session):
            _move(session, year, asked, now)
    post.queue(now, year.calm)

    def write(mail: QueuedMail) -> Letter:
        year.came.append(
            Came(person=mail.person_id, kind=mail.kind, round_id=mail.round_id, at=now)
        )
        return _plain(mail)

    deliver_due(stores, now=now, send=lambda _: None, compose=write, limit=100_000, calm=year.calm)


def _leave(session: Session, year: Year, person: PersonId, today: date) -> None:
    until = max(one.back for one in year.leaves if one.person == person and one.first <= today)
    snooze(session, person_id=person, until=until)


def _move(session: Session, year: Year, asked: Round, now: datetime) -> None:
    if asked.state is RoundState.PLANNED and asked.opens_at <= now:
        team = session.scalars(select(TeamRow.id)).one()
        session.add(RoundOpeningRow(round_id=asked.id, opened_at=now))
        session.add(
            RoundTeamRow(
                round_id=asked.id, team_id=team, name="", unit_team_id=team, unit_part="whole"
            )
        )
        session.add_all(
            RosterRow(round_id=asked.id, person_id=person, team_id=team, part="whole")
            for person in year.people
        )
        year.rounds[asked.id] = asked
        year.most[asked.id] = cycles.get_cycle(session, cycle_id=asked.cycle_id).reminders
        _become(session, asked, RoundState.OPEN)
    elif asked.state is RoundState.OPEN and asked.closes_at <= now:
        _become(session, asked, RoundState.RELEASED)
        roster.burn_roster(session, round_id=asked.id)
        drop_mails(session, round_id=asked.id, kinds=FOR_ANSWERING)
        cycles.plan_next_rounds(session, now=now, catalogue=load_catalogue())


def _alive(session: Session) -> tuple[Round, ...]:
    planned = select(RoundRow).where(RoundRow.state == RoundState.PLANNED.value)
    return (*map(to_round, session.scalars(planned)), *cycles.open_rounds(session))


def _become(session: Session, asked: Round, state: RoundState) -> None:
    session.execute(update(RoundRow).where(RoundRow.id == asked.id).values(state=state.value))


def _next_moment(stores: Stores, year: Year, now: datetime) -> datetime:
    """Return the next moment at which anything is due: a mail, a round, or the leads' digest."""
    with stores.main() as session:
        mail = session.scalar(select(func.min(MailRow.due_at)).where(MailRow.due_at > now))
        rounds = _alive(session)
    today = year.calm.day_of(now)
    monday = today + (7 - today.weekday()) * DAY
    moments = [datetime.combine(monday, START.time(), AMSTERDAM)]
    moments += [] if mail is None else [mail]
    for asked in rounds:
        moments += [asked.opens_at, asked.closes_at]
        if asked.state is RoundState.OPEN:
            moments += reminder_moments(
                asked.opens_at, asked.closes_at, reminders=year.most[asked.id], calm=year.calm
            )
    return min(moment.astimezone(UTC) for moment in moments if moment > now)


def _plain(mail: QueuedMail) -> Letter:
    return Letter(to=address_of(mail.person_id), subject="", text="", html="")


def main() -> None:
    """Let the year pass for 300 people, or as many as the command says."""
    from feedbackpulse import create_app
    from feedbackpulse.schema import upgrade
    from tests.conftest import close
    from tests.databases import settings_in

    with tempfile.TemporaryDirectory() as name:
        app = create_app(settings_in(Path(name)))
        upgrade(app)
        size = int(sys.argv[1]) if len(sys.argv) > 1 else 300
        year = live(app.extensions["feedbackpulse"].stores, Path(name), size=size)
        close(app)
    broken = list(year.broken())
    click.echo(f"{year}: {len(broken)} promises broken")
    if broken:
        click.echo("\n".join(broken[:20]))
        raise SystemExit(1)


if __name__ == "__main__":
    main()
