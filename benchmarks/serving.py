"""What the pages of answering cost beside a server that only says hello."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

from flask import Flask

from benchmarks.figures import Figure, Rate, Size, measured
from benchmarks.ground import site
from benchmarks.hammer import get, hammer, shared
from benchmarks.prepared import Flow, flows
from feedbackpulse import create_app
from tests.conftest import close
from tests.databases import ENGINES, settings_in
from tests.faults.running import Installation, Server, gunicorn

CLIENTS: Final = 8
PEER_PER_HELLO: Final = 22.2 / 5_100
"""LimeSurvey 6.14, tuned, one response with 8 clients, as a part of hello through gunicorn gthread
2×4: recorded together on another machine, so only their ratio is used here."""
HELLO: Final = "benchmarks.hello:app"
_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")


def figures(size: Size) -> Iterator[Figure]:
    """Measure pages, stamps and whole responses on both engines."""
    for engine, name in zip(ENGINES, ("SQLite", "PostgreSQL"), strict=True):
        people = 8 + size.of(8, 160) * size.turns
        with (
            site(engine) as place,
            place.installation(people=people) as installation,
            gunicorn(installation, app=HELLO) as hello,
            gunicorn(installation) as server,
            _prepared(installation) as prepared,
        ):
            yield from _of_engine(name, server, hello, prepared, size)


def _of_engine(
    name: str, server: Server, hello: Server, prepared: Sequence[Flow], size: Size
) -> Iterator[Figure]:
    pages = [flow.page for flow in prepared[:CLIENTS]] * size.of(1, 60)
    _rate(server, pages[: 2 * CLIENTS])  # templates are read the first time
    yield measured(
        f"page with the questions, {name}",
        lambda: _rate(server, pages),
        limit="hello through Flask",
        of_limit=_hello(hello, size),
        size=size,
        goal=0.5,
    )
    yield measured(
        f"the same by CPU, {name}",
        lambda: _by_cpu(server, pages),
        limit="hello through Flask, by CPU",
        of_limit=lambda: _by_cpu(hello, [get("/")] * size.of(CLIENTS, 4_000)),
        size=size,
        goal=0.5,
    )
    stamps = [flow.stamp for flow in prepared[:CLIENTS]] * size.of(1, 40)
    yield measured(
        f"POST …/stamp, {name}",
        lambda: _rate(server, stamps),
        limit="hello through Flask",
        of_limit=_hello(hello, size),
        size=size,
    )
    rest, share = iter(prepared[CLIENTS:]), size.of(8, 160)
    yield measured(
        f"a whole response, {name}",
        lambda: _rate(server, _of_some(rest, share)) / len(Flow.__slots__),
        limit="LimeSurvey tuned (recorded, by hello)",
        of_limit=lambda: _hello(hello, size)() * PEER_PER_HELLO,
        size=size,
        goal=10,
    )


def _of_some(flowing: Iterator[Flow], number: int) -> list[bytes]:
    """Return the requests of the next people, so that each client sends whole responses."""
    some = [next(flowing).requests for _ in range(number)]
    dealt = [list(chain(*some[first::CLIENTS])) for first in range(CLIENTS)]
    return [request for together in zip(*dealt, strict=True) for request in together]


def _rate(server: Server, requests: Sequence[bytes]) -> float:
    return hammer(server.port, shared(requests, CLIENTS)).rate


def _by_cpu(server: Server, requests: Sequence[bytes]) -> float:
    """Return how many requests a second of the web processes' own time answers.

    Whoever else is busy on the machine, or a database in processes of its own, does not count.
    """
    before = _cpu(server)
    hammer(server.port, shared(requests, CLIENTS))
    return len(requests) / max(_cpu(server) - before, _TICK)


def _cpu(server: Server) -> float:
    """Return the seconds that the web processes have worked so far."""
    stats = [Path(f"/proc/{child}/stat").read_text("utf-8") for child in server.children()]
    return sum(sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in stats) * _TICK


def _hello(server: Server, size: Size) -> Rate:
    requests = [get("/")] * size.of(CLIENTS, 4_000)
    return lambda: _rate(server, requests)


@contextmanager
def _prepared(installation: Installation) -> Iterator[list[Flow]]:
    app: Flask = create_app(settings_in(installation.folder))
    try:
        yield flows(app, installation, list(installation.codes))
    finally:
        close(app)
