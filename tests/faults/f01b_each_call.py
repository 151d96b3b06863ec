"""F1b: everything that sending asks of a database goes wrong once, the first, the second, and so on.

Each call breaks the connection, or the process is killed in it, or a commit is done and its answer
is lost. On the way of a ballot (its stamp, its cast, the form without JavaScript, a printed card on
a phone and on a shared tablet) the browser tries again and the checker looks. Of every other form
that can be found from the start page the answer has to be true: what says it was saved is saved,
whole, and what says it was not is not. To every other address that takes a form something is sent
as well; which of them are known in which way is written beside the histories.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedbackpulse import clock, create_app, standing
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.service import NUMBER_BYTES, number_hash
from feedbackpulse.ballots.tables import CodeRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.roster.cards import make_cards
from feedbackpulse.roster.manifest import encoded
from feedbackpulse.web.encoding import decoded
from tests.conftest import close
from tests.databases import copy_instance, drop_databases, settings_in
from tests.faults import routes
from tests.faults.checker import Stored, Violation, check
from tests.faults.clients import attribute, csrf_in
from tests.faults.fault import Fault, Result
from tests.faults.forms import forms_of
from tests.faults.fuse import Bench, Request, Way
from tests.faults.history import History, Outcome
from tests.faults.running import Installation, Site
from tests.privacy.attacks.client import Voting
from tests.web.ballot.stamped import stamped_ballot

PATIENCE: Final = 5.0
"""Seconds for which a browser tries again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A request on the way of a ballot, what comes after it, and what is stored in the end."""

    request: Request
    receipt: str
    then: Request | None = None
    claims: bool = True
    """It uses up the turn of the person."""
    by_card: bool = False
    """It uses up a card instead."""
    again: Request | None = None
    """What is sent when nothing certain was heard, where that is not the same."""


def measure(site: Site) -> Result:
    """Disturb the product."""
    points, found, forms, known = 0, list[Violation](), 0, dict[str, str]()
    samples = list[Request]()
    with _prepared(site) as (bench, installation, ballots, others):
        for sent in ballots:
            every = 3 if site.short and (site.engine == "postgresql" or sent.by_card) else 1
            for way, at in _points(bench, sent.request)[::every]:
                found += _ballot(bench, installation, sent, way, at)
                points += 1
            known[routes.of(bench.app, sent.request.path)] = "ballot"
        for request in others:
            tried, wrong = _form(bench, request)
            points, found, forms = points + tried, found + wrong, forms + bool(tried)
            known[routes.of(bench.app, request.path)] = "form" if tried else "sample"
        if not site.short:
            samples += routes.samples(bench.app, installation, others, known)
            bench.reset()
            for request in samples:
                tried, wrong = _sample(bench, request)
                points, found = points + tried, found + wrong
                known[routes.of(bench.app, request.path)] = "sample"
            routes.tell(bench.app, known, site.histories / f"F1b-routes-{site.engine}.txt")
    numbers = {"points": points, "requests of a ballot": len(ballots), "other forms": forms}
    if not site.short:
        numbers |= {"addresses": len(routes.writing(bench.app)), "no form reaches": len(samples)}
    return Result(numbers=numbers, violations=[str(one) for one in found])


def control(site: Site) -> Result:
    """The test of the test: a browser that forgot its ballot, and asks for a stamp on a new one."""
    found = list[Violation]()
    with _prepared(site) as (bench, installation, ballots, _others):
        stamp = next(sent for sent in ballots if sent.request.name == "stamp")
        person = next(iter(installation.codes))
        blank = Voting.of(bench.stores, installation.round_id).blank_for(person)
        form = {**stamp.request.form, "blinded": encoded(blank.blinded)}
        forgetful = replace(stamp, again=replace(stamp.request, form=form))
        for way, at in _points(bench, stamp.request):
            found += _ballot(bench, installation, forgetful, way, at)
    return Result(numbers={}, violations=[str(one) for one in found])


@contextmanager
def _prepared(site: Site) -> Iterator[tuple[Bench, Installation, list[Sent], list[Request]]]:
    """Make an application whose databases can be put back, and what to send to it."""
    with site.installation(people=6, cards=5) as installation, ExitStack() as stack:
        app = create_app(settings_in(installation.folder))
        app.config.update(TESTING=True)
        stack.callback(close, app)
        ballots, others = _everything(app, installation, site)
        close(app)
        stack.enter_context(patch.object(standing, "_PAUSE", 0.05))
        base = installation.folder.with_name("base")
        copy_instance(installation.folder, base)
        stack.callback(drop_databases, base)
        yield Bench(app=app, folder=installation.folder, base=base), installation, ballots, others


def _everything(
    app: Flask, installation: Installation, site: Site
) -> tuple[list[Sent], list[Request]]:
    stores: Stores = app.extensions["feedbackpulse"].stores
    first, second, *_rest = installation.codes
    ballots = [*_ballots(stores, installation, _browser(app, stores, first), first)]
    ballots += [*_cards(app, stores, installation)][: site.size(1, 2)]
    if site.short:
        return ballots, []
    with stores.main() as session, transaction(session):
        for role in (Role.HR, Role.ADMIN):
            people.grant_role(session, person_id=second, role=role)
    return ballots, list(forms_of(_browser(app, stores, second)))


def _browser(app: Flask, stores: Stores, person: PersonId) -> FlaskClient:
    """Return a browser in which somebody is signed in."""
    client = app.test_client()
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person, now=clock.now(), twice=True)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def _ballots(
    stores: Stores, installation: Installation, client: FlaskClient, person: PersonId
) -> Iterator[Sent]:
    """Yield what a browser sends: for a stamp, to the box, and without JavaScript."""
    page = client.get(f"/pulse/{installation.round_id}").text
    found = client.get_cookie("feedbackpulse")
    cookie = f"feedbackpulse={found.value}" if found else ""
    ballot = stamped_ballot(stores, round_id=installation.round_id, person_id=person)
    number = (decoded(ballot["message"]) or b"")[NUMBER_BYTES:]
    receipt = receipt_of(number_hash(number))
    cast = Request(name="cast", path="/ballot/cast", form=ballot)
    blank = Voting.of(stores, installation.round_id).blank_for(person)
    path, token = f"/pulse/{installation.round_id}", {"csrf_token": csrf_in(page)}
    yield Sent(
        request=Request(
            name="stamp",
            path=f"{path}/stamp",
            form={**token, "blinded": encoded(blank.blinded)},
            cookie=cookie,
        ),
        receipt=receipt,
        then=cast,
    )
    yield Sent(request=cast, receipt=receipt, claims=False)
    plain = attribute(page.partition('name="ballot"')[2], "value")
    yield Sent(
        request=Request(name="form", path=path, form={**token, "ballot": plain}, cookie=cookie),
        receipt=receipt_of(number_hash(bytes.fromhex(plain))),
    )


def _cards(app: Flask, stores: Stores, installation: Installation) -> Iterator[Sent]:
    """Yield what somebody with a printed card sends from a phone, and from a shared tablet."""
    [sheet] = make_cards(stores, round_id=installation.round_id)
    for code, way in zip(sheet.codes, ("/ballot", "/ballot/kiosk"), strict=False):
        page = app.test_client().post(way, data={"code": code}).text
        number = attribute(page.partition('name="ballot"')[2], "value")
        rated = dict.fromkeys(re.findall(r'name="(answer-[^"]+)" value="4"', page), "4")
        form = {"code": code, "ballot": number, "scope": "unit", **rated}
        yield Sent(
            request=Request(name=way, path=f"{way}/answer", form=form),
            receipt=receipt_of(number_hash(bytes.fromhex(number))),
            by_card=True,
        )


def _used(bench: Bench, installation: Installation, sent: Sent, who: str) -> set[str] | None:
    """Return whose turn is gone; a card is nobody's, and counts as that of who sent it."""
    if not sent.by_card:
        return installation.claimed(bench.stores) if sent.claims else None
    with bench.stores.box() as box:
        spent = box.scalar(select(func.count()).select_from(CodeRow).where(CodeRow.spent))
    return {who} if spent else set()


def _points(bench: Bench, request: Request) -> list[tuple[Way, int]]:
    """Return every call of a request and every way in which it can go wrong."""
    bench.reset()
    answer = bench.send(request)
    assert answer.status_code < HTTPStatus.BAD_REQUEST, (request.name, answer.status_code)
    calls, commits = bench.fuse.calls, bench.fuse.commits
    broken = [(way, at) for at in range(1, calls + 1) for way in (Way.ERROR, Way.KILLED)]
    return [*broken, *((Way.UNHEARD, at) for at in range(1, commits + 1))]


def _ballot(
    bench: Bench, installation: Installation, sent: Sent, way: Way, at: int
) -> list[Violation]:
    """Disturb one call, let the browser try again, and check what is stored then."""
    bench.reset()
    history, who = History(), str(next(iter(installation.codes)))
    operation = history.invoke("send", who=who, value=sent.receipt)
    first = bench.send_disturbed(sent.request, way, at)
    bench.fuse.set(None)
    history.note(operation, Outcome.INFO if sent.then else _told(first))
    last = first
    if last is None or last.status_code != HTTPStatus.OK:
        last = _until_certain(bench, sent.again or sent.request)
    if sent.then and last.status_code == HTTPStatus.OK:
        last = _until_certain(bench, sent.then)
    history.note(history.invoke("send", who=who, value=sent.receipt), _told(last))
    used = _used(bench, installation, sent, who)
    stored = Stored(values=installation.receipts(bench.stores), used=used)
    wrong = [*_mistakes(sent.request, way, at, first), *check(history.events, stored)]
    return [*wrong, *_mistakes(sent.request, way, at, last)]


def _until_certain(bench: Bench, request: Request) -> TestResponse:
    """Send again until the answer is not to try again; who looked a moment ago says it for long."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = bench.send(request)
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def _told(answer: TestResponse | None) -> Outcome:
    if answer is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.INFO
    return Outcome.OK if answer.status_code == HTTPStatus.OK else Outcome.FAIL


def _mistakes(
    request: Request, way: Way, at: int, answer: TestResponse | None
) -> Iterator[Violation]:
    """Find an answer that says nothing of what became of what was sent."""
    if answer is None or answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return
    if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
        says = f"{request.name}: {answer.status_code} when {way.value} at {at}"
        yield Violation(invariant="I6", says=says)


def _form(bench: Bench, request: Request) -> tuple[int, list[Violation]]:
    """Disturb every call of another form; return how many there are, and what was not true."""
    bench.reset()
    before = bench.counts()
    bench.fuse.set(None)
    answer = bench.send(request)
    calls, commits = bench.fuse.calls, bench.fuse.commits
    after = bench.counts()
    if answer.status_code >= HTTPStatus.BAD_REQUEST or before == after:
        return 0, []
    found = list[Violation]()
    points = [(Way.ERROR, at) for at in range(1, calls + 1)]
    points += [(Way.UNHEARD, at) for at in range(1, commits + 1)]
    for way, at in points:
        bench.reset()
        told = bench.send_disturbed(request, way, at)
        now = bench.counts()
        found += _mistakes(request, way, at, told)
        assert told is not None
        if told.status_code < HTTPStatus.BAD_REQUEST and now != after:
            says = f"{request.name}: {told.status_code}, and not saved: {way.value} at {at}"
            found.append(Violation(invariant="I1", says=says))
        if "was not saved" in told.text and now != before:
            says = f"{request.name}: “not saved”, and saved: {way.value} at {at}"
            found.append(Violation(invariant="I6", says=says))
    return len(points), found


def _sample(bench: Bench, request: Request) -> tuple[int, list[Violation]]:
    """Disturb an address that no form was found for; what it says is at least no mistake."""
    bench.fuse.set(None)
    found = [*_mistakes(request, Way.ERROR, 0, bench.send(request))]
    points = [(Way.ERROR, at) for at in range(1, bench.fuse.calls + 1)]
    points += [(Way.UNHEARD, at) for at in range(1, bench.fuse.commits + 1)]
    for way, at in points:
        told = bench.send_disturbed(request, way, at)
        bench.fuse.set(None)
        found += _mistakes(request, way, at, told)
    return len(points), found


FAULTS: Final = (
    Fault(
        id="F1b",
        name="Each call to a database breaks, is the last one, or commits unheard",
        limit="a ballot is counted once after trying again; every answer is true",
        measure=measure,
        control=control,
        minutes=60,
    ),
)
