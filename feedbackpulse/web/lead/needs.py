"""What needs a lead: signals to answer, promises to keep, and the next talk with a team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.people.domain import Part, Team, TeamTree
from feedbackpulse.promises.domain import SOON, Promise
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import Layout
from feedbackpulse.signals.handling import count_waiting_by_team
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.page import day
from feedbackpulse.web.tasks import Task, pressing_first

TALK_WITHIN: Final = timedelta(days=30)
"""So long after a round closed its results are something to talk about."""
MOST_PROMISES: Final = 3


def needs_of(session: Session, tree: TeamTree, promises: Sequence[Promise]) -> tuple[Task, ...]:
    """Return what needs whoever looks, of the teams that they lead themselves.

    *promises* are those of these teams, and what this person keeps.
    """
    led = [tree.get(one) for one in me().leads if one in tree]
    teams, rounds = sorted(led, key=lambda team: team.name), cycles.list_rounds(session)
    latest, running = _to_talk_about(rounds), _running(rounds)
    wanted = [one.id for one in (*latest, *running)]
    asked = roster.layouts(session, rounds=wanted, teams=[one.id for one in teams])
    return pressing_first(
        [
            *_signals(session, teams, today()),
            *_promises(promises, today()),
            *(task for one in latest for task in _talks(tree, teams, one, asked[one.id], promises)),
            *_under_way(one for one in running if asked[one.id].units or asked[one.id].joined),
        ]
    )


def _signals(session: Session, teams: Sequence[Team], on: date) -> Iterator[Task]:
    ids = [team.id for team in teams]
    waiting = count_waiting_by_team(session, today=on, team_ids=ids)
    for team in teams:
        if found := waiting.get(team.id):
            yield Task(
                title=ngettext(
                    "%(num)s signal waits for you", "%(num)s signals wait for you", found.open
                ),
                detail=team.name,
                icon="chat",
                url=url_for("lead.signals", team_id=team.id),
                is_late=bool(found.overdue),
            )


def _promises(promises: Sequence[Promise], on: date) -> Iterator[Task]:
    """Yield the promises that are due soon, or late: kept by this person, or of their teams."""
    soon = (one for one in promises if one.is_under_way and one.plan.due_on <= on + SOON)
    nearest = sorted(soon, key=lambda one: (one.plan.due_on, one.id))
    for promise in nearest[:MOST_PROMISES]:
        yield _promise(promise, on)


def _promise(promise: Promise, on: date) -> Task:
    return Task(
        title=promise.words.does,
        detail=str(_("promised until %(day)s", day=day(promise.plan.due_on))),
        icon="flag",
        url=url_for("employee.promise", promise_id=promise.id),
        is_late=promise.is_overdue(on),
    )


def _to_talk_about(rounds: Sequence[Round]) -> list[Round]:
    """Return the round with the latest results, while they are new; else nothing."""
    latest = [one for one in rounds if one.state is RoundState.RELEASED][-1:]
    return [one for one in latest if clock.now() <= one.closes_at + TALK_WITHIN]


def _talks(
    tree: TeamTree, teams: Sequence[Team], latest: Round, asked: Layout, promises: Sequence[Promise]
) -> Iterator[Task]:
    """Yield the talks about the latest results, until something was promised after them."""
    with_page = {unit.key.team_id for unit in asked.units if unit.key.part is Part.WHOLE}
    promised = {one.team_id or tree.root.id for one in promises if one.source.round_id == latest.id}
    for team in teams:
        if team.id in with_page and team.id not in promised:
            yield Task(
                title=str(_("Talk about the latest results with your team")),
                detail=str(_("%(team)s, twenty minutes, with a guide", team=team.name)),
                icon="team",
                url=url_for("lead.guide", team_id=team.id, part="whole", round=latest.id),
            )


def _running(rounds: Sequence[Round]) -> list[Round]:
    now = clock.now()
    return [one for one in rounds if one.state is RoundState.OPEN and one.closes_at > now]


def _under_way(rounds: Iterable[Round]) -> Iterator[Task]:
    """Yield the rounds that ask one of these teams now: people need a moment for it."""
    for asked in rounds:
        yield Task(
            title=str(_("Give people time for “%(title)s”", title=asked.title)),
            detail=str(_("open until %(day)s", day=day(asked.closes_at))),
            icon="clock",
            url=url_for("lead.participation"),
        )
