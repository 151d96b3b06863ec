"""F6: somebody sends the same thing more than once.

A double click, the page loaded anew, the way back and sending again, a retry after no answer came,
and a second window with a ballot of its own. Each is one answer, and whoever reads the second reply
reads that it was received: with the same receipt, or that they sent before. Never an error page.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import cycle
from threading import Barrier
from typing import Final
from urllib.parse import urlencode, urlsplit

from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.service import number_hash
from feedbackpulse.people.domain import PersonId
from tests.faults import careless
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.clients import CAST, Respondent, attribute, csrf_in
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome
from tests.faults.running import Installation, Site
from tests.faults.serving import served

PAIR: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Somebody:
    """Who sends, from where, and where it is written down."""

    installation: Installation
    address: str
    person: PersonId
    history: History

    def ready(self) -> Respondent:
        """Return them with a ballot that is filled in."""
        return prepare(self.installation, self.address, self.person)


Order = Callable[[Somebody], bool]
"""Sends more than once; says whether every reply was one that people can live with."""


def double_click(one: Somebody) -> bool:
    """Have the same ballot stamped and cast twice at the same moment."""
    sender = one.ready()
    again = replace(sender.browser, cookies=dict(sender.browser.cookies), _connection=None)
    other = replace(sender, browser=again)
    start = Barrier(PAIR)

    def click(who: Respondent) -> Outcome:
        start.wait()
        return deliver(one.history, who, one.person).outcome

    with ThreadPoolExecutor(PAIR) as pool:
        return set(pool.map(click, (sender, other))) == {Outcome.OK}


def reload_page(one: Somebody) -> bool:
    """Send, and load the page of the answer anew: the same request again."""
    sender = one.ready()
    replies = [deliver(one.history, sender, one.person) for _ in range(PAIR)]
    return all(told.outcome is Outcome.OK for told in replies)


def back_and_again(one: Somebody) -> bool:
    """Without JavaScript: send the form, go back, and send the same form again."""
    sender = one.ready()
    form = plain_form(sender)
    receipt = receipt_of(number_hash(bytes.fromhex(form["ballot"])))
    operation = one.history.invoke("send", who=str(one.person), value=receipt)
    replies = [sender.browser.post(sender.path, form) for _ in range(PAIR)]
    operation.ok()
    sender.browser.close()
    return all(reply.status == HTTPStatus.OK and receipt in reply.text for reply in replies)


def after_no_answer(one: Somebody) -> bool:
    """Send, hang up before the answer comes, and send again."""
    sender = one.ready()
    assert sender.get_stamp().outcome is Outcome.OK
    assert sender.ballot is not None
    operation = one.history.invoke("send", who=str(one.person), value=sender.ballot.receipt)
    _hang_up(one.address, urlencode(sender.ballot.form()))
    operation.info("hung up")
    return deliver(one.history, sender, one.person).outcome is Outcome.OK


def second_window(one: Somebody) -> bool:
    """Fill in a second ballot in another window and send that too."""
    first, second = one.ready(), one.ready()
    sent, refused = (deliver(one.history, window, one.person) for window in (first, second))
    return sent.outcome is Outcome.OK and refused.why == "already"


ORDERS: Final[tuple[Order, ...]] = (
    double_click,
    reload_page,
    back_and_again,
    after_no_answer,
    second_window,
)


def measure(site: Site) -> Result:
    """Send twice in every way."""
    history = History(file=site.histories / f"F6-{site.engine}.jsonl")
    times = site.size(1, 100)
    with site.installation(people=times * len(ORDERS)) as installation:
        with served(site, installation) as server:
            bad = [
                f"{order.__name__}: a reply nobody can live with"
                for person, order in zip(installation.codes, cycle(ORDERS), strict=False)
                if not order(
                    Somebody(
                        installation=installation,
                        address=server.address,
                        person=person,
                        history=history,
                    )
                )
            ]
        stored = look(installation, history.events)
    violations = [str(one) for one in check(history.events, stored)]
    return Result(
        numbers={"ways": len(ORDERS), "people": times * len(ORDERS), "ballots": len(stored.values)},
        violations=[*bad, *violations],
    )


def control(site: Site) -> Result:
    """The test of the test: a server that first looks and then writes, and two windows."""
    history = History(file=site.histories / f"F6-{site.engine}-control.jsonl")
    with site.installation(people=site.size(5, 20)) as installation:
        with careless.racing(), served(replace(site, short=True), installation) as server:
            for person in installation.codes:
                windows = [prepare(installation, server.address, person) for _ in range(PAIR)]
                with ThreadPoolExecutor(PAIR) as pool:
                    list(pool.map(lambda one: deliver(history, one, person), windows))  # noqa: B023  (done within the turn)
        violations = check(history.events, look(installation, history.events))
    return Result(numbers={}, violations=[str(one) for one in violations])


def plain_form(sender: Respondent) -> dict[str, str]:
    """Return what the page sends without JavaScript, with a 4 for every question."""
    assert sender.manifest is not None
    _, _, number = sender.page.partition('name="ballot"')
    rated = {f"answer-{item['code']}": "4" for item in sender.manifest["items"]}
    return {
        "csrf_token": csrf_in(sender.page),
        "ballot": attribute(number, "value"),
        "scope": "unit",
        **{
            name: value
            for name, value in rated.items()
            if f'name="{name}" value="4"' in sender.page
        },
    }


def _hang_up(address: str, body: str) -> None:
    """Send a ballot and close the connection before anything can come back."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        head = (
            f"POST {CAST} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        line.sendall((head + body).encode())


FAULTS: Final = (
    Fault(
        id="F6",
        name="The same is sent twice: five ways",
        limit="one answer, and the second reply says that it was received",
        measure=measure,
        control=control,
        suite=("sqlite",),
    ),
)
