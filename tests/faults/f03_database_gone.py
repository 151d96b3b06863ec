"""F3: PostgreSQL crashes, refuses, says nothing more, or commits and nobody hears of it.

Twenty people send at a time, through a proxy that lets these things happen. A crash is one process
of the server that is killed: the server then ends all others, and recovers from its log, as after
`pg_ctl -m immediate`. Whoever reads that something may not have been saved tries again, and in the
end everybody is counted once.
"""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Final
from unittest.mock import patch

import psycopg

from feedbackpulse.web import hurry
from tests.databases import Address, address_in, role_of
from tests.faults.afterwards import look
from tests.faults.answering import prepare
from tests.faults.checker import check
from tests.faults.crowd import Disturb, heard, send_meanwhile
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome
from tests.faults.own_server import superuser
from tests.faults.proxy import Mode, Proxy, proxied
from tests.faults.running import Installation, Site
from tests.faults.serving import served

LASTS: Final = {Mode.REFUSE: 0.4, Mode.SWALLOW: 0.4, Mode.LOSE_COMMIT: 0.4}
"""Seconds."""


def measure(site: Site) -> Result:
    """Disturb the product in every way."""
    history = History(file=site.histories / f"F3-{site.engine}.jsonl")
    times, each = site.size(1, 20), site.size(5, 200)
    numbers: dict[str, int | float] = {}
    with site.installation(people=each * 4, teams=2) as installation:
        address = address_in(installation.folder)
        assert address is not None
        with proxied(address.sockets) as proxy, _led_through(site, installation, proxy) as server:
            people = list(installation.codes)
            for place, (name, disturb) in enumerate(_ways(proxy, address).items()):
                some = people[place * each : (place + 1) * each]
                numbers[name] = send_meanwhile(
                    installation, server, history, some, name, disturb, times
                )
            numbers["answers to COMMIT lost"] = proxy.lost
        stored = look(installation, history.events)
    numbers |= heard(history, stored)
    return Result(numbers=numbers, violations=[str(one) for one in check(history.events, stored)])


def control(site: Site) -> Result:
    """The test of the test: a browser that takes “may not have been saved” for “was not saved”."""
    history = History(file=site.histories / f"F3-{site.engine}-control.jsonl")
    with site.installation(people=site.size(5, 20)) as installation:
        address = address_in(installation.folder)
        assert address is not None
        with proxied(address.sockets) as proxy, _led_through(site, installation, proxy) as server:
            for person in installation.codes:
                somebody = prepare(installation, server, person)
                assert somebody.get_stamp().outcome is Outcome.OK
                proxy.disturb(Mode.LOSE_COMMIT)
                assert somebody.ballot is not None
                operation = history.invoke("send", who=str(person), value=somebody.ballot.receipt)
                somebody.cast()
                somebody.browser.close()
                operation.fail("taken for not saved")
                proxy.disturb(Mode.PASS)
        violations = check(history.events, look(installation, history.events))
    return Result(numbers={}, violations=[str(one) for one in violations])


@contextmanager
def _led_through(site: Site, installation: Installation, proxy: Proxy) -> Iterator[str]:
    """Serve an installation that reaches its databases through the proxy."""
    address = address_in(installation.folder)
    assert address is not None
    urls = {store: proxy.url(role_of(store), name) for store, name in address.names.items()}
    settings = {"DATABASE_URL": urls["main"], "BALLOT_DATABASE_URL": urls["box"]}
    disturbed = replace(installation, settings=installation.settings | settings)
    in_short = {"database_url": urls["main"], "ballot_database_url": urls["box"]}
    with patch.object(hurry, "FOR_A_PAGE", 1.0), served(site, disturbed, **in_short) as server:
        yield server.address


def _ways(proxy: Proxy, address: Address) -> dict[str, Disturb]:
    """Return what can go wrong, by its name."""

    def through(mode: Mode) -> Disturb:
        return lambda: _for_a_while(proxy, mode)

    return {
        "crashes": lambda: _crash(address),
        "times refused": through(Mode.REFUSE),
        "times silent": through(Mode.SWALLOW),
        "times deaf": through(Mode.LOSE_COMMIT),
    }


def _for_a_while(proxy: Proxy, mode: Mode) -> None:
    proxy.disturb(mode)
    time.sleep(LASTS[mode])
    proxy.disturb(Mode.PASS)


def _crash(address: Address) -> None:
    """Kill one process of the server, which takes all others with it."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
    with superuser(address.sockets) as server:
        found = server.execute(query, [address.names["main"]]).fetchall()
    if found:
        os.kill(secrets.choice(found)[0], signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.05)
        with suppress(psycopg.OperationalError), superuser(address.sockets):
            return


FAULTS: Final = (
    Fault(
        id="F3",
        name="PostgreSQL crashes, refuses, falls silent, or commits unheard",
        limit="everybody is counted once; served again within half a minute",
        measure=measure,
        control=control,
        engines=("postgresql",),
    ),
)
