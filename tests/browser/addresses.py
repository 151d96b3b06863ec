"""Every page there is, with ids that exist in the demo. A new page cannot be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import ANCHOR, LocalText
from feedbackpulse.consultations.domain import ConsultationId
from feedbackpulse.consultations.proposals import list_proposals
from feedbackpulse.consultations.service import list_consultations, open_consultation
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
from feedbackpulse.people.domain import PersonId, Role, TeamId, UnitKey
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.service import add_closed_period, feed_token
from feedbackpulse.promises import service as promises
from feedbackpulse.promises.domain import Plan, PromiseId, Source, State, Words
from feedbackpulse.reflection import plans, shares
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.colleagues import asks_of
from feedbackpulse.reflection.compliments import ComplimentId, list_compliments
from feedbackpulse.reflection.domain import ReflectionId, ReflectionKind
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.reflection.own_words import Place, list_own_words
from feedbackpulse.reflection.peers import list_peer_pages
from feedbackpulse.signals.conversations import signals_of
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind
from feedbackpulse.signals.door import find_door
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.team_sessions.service import start_session
from feedbackpulse.team_sessions.voting import open_vote
from feedbackpulse.web.employee.plan_forms import STEPS
from tests.reflection.complimented import complimented
from tests.release.answerable import add_answerable
from tests.signals.inbox import add_signal

NO_PAGES = frozenset(
    {
        "static",
        "account.calendar_feed",
        "account.health",
        "account.metrics",
        "account.ready",
        "ballot.answer",
        "ballot.kiosk_answer",
        "council.ballots",
        "employee.report",
        "employee.take_along",
        "hr.letter_page",
        "hr.report",
        "hr.report_file",
        "hr.signal_door_poster",
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
        examples = _examples(session, runtime.stores.keys, today)
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
    names, audience = sorted(rule.arguments), rule.endpoint.partition(".")[0]
    own = {name: examples.get(f"{audience}.{name}") or examples.get(name) for name in names}
    missing = [name for name in names if own[name] is None]
    assert not missing, f"tests/browser/addresses.py has no example for {missing} of {rule}"
    for values in product(*(own[name] or () for name in names)):
        chosen: dict[str, Any] = dict(zip(names, values, strict=True))
        yield url_for(rule.endpoint, **chosen)


def _examples(session: Session, keys: Path, today: date) -> Examples:
    tree = team_tree(session)
    teams = {team.code: team.id for team in tree.teams}
    _slow(session)
    found = cycles.list_cycles(session)
    people = [_person(session, name, today) for name in ("Noor Libel", "Wout Meerkoet")]
    notebooks = [open_notebook(session, keys=keys, owner=person) for person in people]
    running = plans.running_plans(session, notebook=notebooks[0])
    short = reflections.start_small(
        session,
        notebook=notebooks[0],
        facets=[plan.facet for plan in running],
        today=today,
    )
    return {
        "plan_id": [plan.id for plan in running],
        "page_id": [
            one.page_id for one in shares.list_shared(session, notebook=notebooks[0], today=today)
        ],
        "share_id": [one.id for one in shares.shared_with(session, reader=people[0], today=today)],
        "words_id": [
            one.id
            for one in list_own_words(session, notebook=notebooks[0])
            if one.words.place is not Place.NOTE
        ],
        "place": [place.value for place in Place if place is not Place.NOTE],
        "facet": ["M4A"],
        "door": [find_door(session)],
        "note_id": [plan.notes[-1].id for plan in running],
        "asked_id": [
            page.id
            for notebook in notebooks
            for page in list_peer_pages(session, notebook=notebook)
        ],
        "ask_id": [one.id for one in asks_of(session, peer=people[0], today=today)],
        "step": list(STEPS),
        **_signals(session, keys, teams[RISING], today),
        "kind": [kind.value for kind in SignalKind],
        "employee.signal_id": [_own_signal(session, keys, people[0], today)],
        "compliment_id": [_compliment(session, keys, notebooks[0], giver=people[1], today=today)],
        "subject": [Subject.SIGNAL.value],
        "promise_id": _promises(session, people[0], teams[RISING], today),
        "team_id": [teams[code] for code in (RISING, TOO_SMALL, "WON")],
        "lead.team_id": [teams[code] for code in (RISING, TOO_SMALL, "WON", "TEC")],
        "part": ["whole", "rest"],
        "code": [_talk(session, keys, teams[RISING])],
        "comment_id": [_comment(session, teams[RISING])],
        "channel_id": [_channel(session)],
        "job_id": [
            *importing(session, owner=_person(session, "Timo Oever", today)),
            *reporting(session, owner=_person(session, "Iris Pluim", today)),
        ],
        "cycle_id": [one.id for one in found],
        "round_id": list({one.state: one.id for one in cycles.list_rounds(session)}.values()),
        "person_id": people[:1],
        "reflection_id": [short.id, *(_last(session, notebook) for notebook in notebooks)],
        "number": [1, 2],
        "item_number": [_own_item(session, today)],
        "consultation_id": _consultations(session, today),
        "proposal_id": [one.id for one in list_proposals(session, on=today)],
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


def _promises(session: Session, owner: PersonId, team_id: TeamId, today: date) -> list[PromiseId]:
    """Return a promise that somebody keeps, and one that will not be kept."""
    words = Words(
        said="De kantine is vol.", heard="Er is geen rust.", does="We eten in twee groepen."
    )
    made = [
        promises.make_promise(
            session,
            team_id=team_id,
            words=words,
            plan=Plan(owner=owner, due_on=today, topic=ANCHOR),
            source=Source(role=Role.LEAD),
            on=today,
        ).id
        for _each in range(2)
    ]
    reason = "Het huurcontract staat dat niet toe."
    promises.end_promise(session, promise_id=made[1], state=State.NOT, reason=reason, on=today)
    return made


def _signals(session: Session, keys: Path, team_id: TeamId, today: date) -> dict[str, list[UUID]]:
    """Return what addresses call a signal to each kind of reader."""
    found: dict[str, list[UUID]] = {}
    for reader in Reader:
        team = team_id if reader is Reader.LEAD else None
        day = today - timedelta(days=3)
        made = add_signal(session, keys=keys, reader=reader, team_id=team, on=day)
        found[f"{reader}.signal_id"] = found[f"{reader}.text_id"] = [made]
    return found


def _own_signal(session: Session, keys: Path, sender: PersonId, today: date) -> SignalId:
    """Return what somebody sent with their name."""
    mine = signals_of(session, keys=keys, sender=sender)
    return mine[0].id if mine else add_signal(session, keys=keys, sender=sender, on=today)


def _compliment(
    session: Session, keys: Path, notebook: Notebook, *, giver: PersonId, today: date
) -> ComplimentId:
    """Return a compliment that somebody was given."""
    if mine := list_compliments(session, notebook=notebook):
        return mine[0].id
    return complimented(session, keys=keys, giver=giver, to=notebook.owner, today=today)


def _comment(session: Session, team_id: TeamId) -> UUID:
    """Return a comment that is shown at a team and may be answered."""
    released = [one.id for one in cycles.list_rounds(session) if one.state is RoundState.RELEASED]
    unit = UnitKey(team_id=team_id)
    return add_answerable(session, round_id=released[-1], unit=unit)[0]


def _talk(session: Session, keys: Path, team_id: TeamId) -> str:
    """Return the code of a talk in which a vote is open."""
    talk = start_session(
        session,
        team_id=team_id,
        round_id=None,
        statements=("M4A-P1", "M4E-P1"),
        minutes=20,
        now=clock.now(),
    )
    open_vote(session, keys=keys, session_id=talk.id, now=clock.now())
    return talk.code


def _consultations(session: Session, today: date) -> list[ConsultationId]:
    """Return the questions to everybody, with one that can be decided: nothing came in."""
    title, began = "Wie leest dit voor?", today - timedelta(days=20)
    if not any(one.title == title for one in list_consultations(session)):
        open_consultation(
            session, title=title, question=title, closes_on=today - timedelta(days=1), on=began
        )
    return [one.id for one in list_consultations(session)]


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


def _last(session: Session, notebook: Notebook) -> ReflectionId:
    """Return the last large reflection that somebody began."""
    mine = reflections.list_reflections(session, notebook=notebook)
    return [one.id for one in mine if one.kind is ReflectionKind.LARGE][-1]


def _person(session: Session, name: str, today: date) -> PersonId:
    person = directory.find_person_by_email(session, email=address(name), on=today)
    assert person is not None, name
    return person.id
