"""Every page there is, with ids that exist in the demo. A new page cannot be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import list_approvals
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.cycles.own_items import add_own_item, change_own_item
from feedbackpulse.cycles.slowing import may_slow, slow_cycle
from feedbackpulse.database import transaction
from feedbackpulse.demo.organisation import RISING, TOO_SMALL, address
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import JobId, JobKind
from feedbackpulse.jobs.reporting import MADE, enqueue_report
from feedbackpulse.notices.channels import add_channel
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.notices.webhook import Door
from feedbackpulse.people import directory
from feedbackpulse.people.domain import PersonId, TeamId, UnitKey
from feedbackpulse.programme.service import add_closed_period, feed_token
from feedbackpulse.reflection import service as reflections
from tests.release.answerable import add_answerable

NO_PAGES = frozenset(
    {
        "static",
        "account.calendar_feed",
        "account.health",
        "ballot.answer",
        "ballot.kiosk_answer",
        "council.ballots",
        "employee.report",
        "hr.letter_page",
        "hr.report",
        "hr.report_file",
        "lead.report",
    }
)

Examples = Mapping[str, Sequence[Any]]


def addresses(app: Flask) -> list[str]:
    """Return the path of every page that can be asked for with GET, by endpoint.

    Each argument has examples of every kind; those that make no sense together are refused
    by the product, and a refusal is a page too.
    """
    runtime = app.extensions["feedbackpulse"]
    today = clock.local_day(clock.now(), runtime.settings.zone)
    with runtime.stores.main() as session, transaction(session):
        examples = _examples(session, today)
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
    with app.test_request_context():
        return [
            path
            for rule in rules
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
            for path in _paths(rule, examples)
        ]


def _paths(rule: Rule, examples: Examples) -> Iterator[str]:
    """Yield the addresses of one page; an argument without an example is an error."""
    names = sorted(rule.arguments)
    missing = [name for name in names if name not in examples]
    assert not missing, f"tests/browser/addresses.py has no example for {missing} of {rule}"
    for values in product(*(examples[name] for name in names)):
        chosen: dict[str, Any] = dict(zip(names, values, strict=True))
        yield url_for(rule.endpoint, **chosen)


def _examples(session: Session, today: date) -> Examples:
    tree = directory.team_tree(session)
    teams = {team.code: team.id for team in tree.teams}
    _slow(session)
    found = cycles.list_cycles(session)
    people = [_person(session, name, today) for name in ("Noor Libel", "Wout Meerkoet")]
    return {
        "team_id": [teams[code] for code in (RISING, TOO_SMALL, "WON")],
        "part": ["whole", "rest"],
        "comment_id": [_comment(session, teams[RISING])],
        "channel_id": [_channel(session)],
        "job_id": [
            *importing(session, owner=_person(session, "Timo Oever", today)),
            *reporting(session, owner=_person(session, "Iris Pluim", today)),
        ],
        "cycle_id": [one.id for one in found],
        "round_id": list({one.state: one.id for one in cycles.list_rounds(session)}.values()),
        "person_id": people[:1],
        "reflection_id": [
            reflections.list_reflections(session, owner=person)[-1].id for person in people
        ],
        "number": [1, 2],
        "item_number": [_own_item(session, today)],
        "period_id": [_closed_period(session, today)],
        "token": [feed_token(session)],
        "name": ["hr"],
        "holder": ["council", "admin"],
        "approval_id": [one.id for one in list_approvals(session)],
        "picture": ["trend"],
        "ending": ["zip"],
        "topic": ["M4"],
        "shade": ["dark"],
        "letter": ["invitation", "digest"],
        "language": ["nl"],
        "width": ["phone"],
    }


def _slow(session: Session) -> None:
    """Let one cycle have asked less often, so that there is a way back to look at."""
    every = cycles.list_cycles(session)
    if not any(one.slowed for one in every):
        slowable = [one for one in every if may_slow(one)]
        slow_cycle(session, cycle_id=slowable[-1].id, number=1, now=clock.now())


def _comment(session: Session, team_id: TeamId) -> UUID:
    """Return a comment that is shown at a team and may be answered."""
    released = [one.id for one in cycles.list_rounds(session) if one.state is RoundState.RELEASED]
    unit = UnitKey(team_id=team_id)
    return add_answerable(session, round_id=released[-1], unit=unit)[0]


def _closed_period(session: Session, today: date) -> UUID:
    """Close days that are over, so that no round of the demo moves."""
    day = today - timedelta(days=30)
    return add_closed_period(session, first_day=day, last_day=day, name="Verhuizing").id


def _own_item(session: Session, today: date) -> int:
    """Return a question of the organisation's own, in its second wording."""
    text = LocalText(nl="De kantine luistert.", en="The canteen listens.")
    item = add_own_item(session, text=text, scale="agree5", on=today)
    newer = LocalText(nl="De kantine luistert en handelt.", en="The canteen listens and acts.")
    return change_own_item(session, number=item.number, text=newer, on=today).number


def _channel(session: Session) -> UUID:
    """Return a channel in which nothing arrives: its host is not one that is allowed."""
    return add_channel(
        session,
        door=Door.of("hooks.example.org"),
        kind=ChannelKind.TEAMS,
        name="Iedereen",
        url="https://hooks.example.org/secret",
        locale="nl",
    ).id


def importing(session: Session, *, owner: PersonId) -> Iterator[JobId]:
    """Add an import of somebody that is half done, and one that is done; yield their ids."""
    files = json.dumps({"teams": "", "people": ""}).encode()
    arguments = {"fingerprint": "", "on": "2026-01-05", "deactivate_missing": False}
    for result in (None, {"new": 412, "changed": 3, "leaving": 0}):
        now = clock.now()
        job_id = work.enqueue(
            session,
            kind=JobKind.IMPORT,
            due_at=now,
            arguments=arguments,
            payload=files,
            owner=owner,
        )
        assert job_id is not None
        job = work.claim(session, job_id=job_id, now=now)
        assert job is not None
        if result is None:
            work.prolong(session, job=job, now=now, done=166, total=415)
        else:
            work.finish(session, job=job, now=now, result=result)
        yield job_id


def reporting(session: Session, *, owner: PersonId) -> Iterator[JobId]:
    """Add a report of somebody that is half made, and one that is ready; yield their ids."""
    arguments = {"ending": "zip", "locale": "nl", "round": str(uuid4())}
    for output in (None, b"figures"):
        now = clock.now()
        job_id = enqueue_report(session, arguments=arguments, owner=owner, now=now)
        job = work.claim(session, job_id=job_id, now=now)
        assert job is not None
        if output is None:
            work.prolong(session, job=job, now=now, done=7, total=20)
            arguments["round"] = str(uuid4())
        else:
            kept = {**arguments, MADE: True}
            work.finish(session, job=job, now=now, result=kept, output=output)
        yield job_id


def _person(session: Session, name: str, today: date) -> PersonId:
    person = directory.find_person_by_email(session, email=address(name), on=today)
    assert person is not None, name
    return person.id
