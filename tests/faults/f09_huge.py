"""F9: bodies, fields and addresses that are much larger than anything a browser sends.

Each is refused soon and in words, or the connection is closed; the server stays as small as it was,
and whoever answers meanwhile does not notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import Final

from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.odd_bytes import Odd, ask, get, post
from tests.faults.running import Process, Site, gunicorn

SOON: Final = 5.0
"""Seconds in which an answer has to come."""
MORE: Final = 100_000
"""Kilobytes by which the processes may grow."""
MEGABYTE: Final = b"x" * 1_000_000
CAST: Final = "/ballot/cast"


def measure(site: Site) -> Result:
    """Send what is too large to what the product runs."""
    return _measure(site, "feedbackpulse.wsgi:app")


def control(site: Site) -> Result:
    """The test of the test: a server without limits."""
    return _measure(site, "tests.faults.careless_limits:unlimited()")


def _measure(site: Site, app: str) -> Result:
    history = History(file=site.histories / f"F9-{site.engine}.jsonl")
    requests, bad, slowest = list(_requests(site.size(8, 64))), [], 0.0
    with site.installation(people=len(requests)) as installation:
        with gunicorn(installation, workers=1, app=app) as server:
            before = _kilobytes(server)
            for person, make in zip(installation.codes, requests, strict=True):
                odd = make()
                heard = ask(server.address, odd)
                slowest = max(slowest, heard.seconds)
                if heard.status == 200 or heard.status >= 500 or heard.seconds > SOON:
                    bad.append(f"{odd.name}: {heard.status} after {heard.seconds:.1f} s")
                deliver(history, prepare(installation, server.address, person), person)
            grown = _kilobytes(server) - before
        violations = [str(one) for one in check(history.events, look(installation, history.events))]
    if grown > MORE:
        bad.append(f"the server grew by {grown} kB")
    return Result(
        numbers={"requests": len(requests), "slowest": round(slowest, 2), "grown kB": grown},
        violations=[*bad, *violations],
    )


def _requests(megabytes: int) -> Iterator[Callable[[], Odd]]:
    """Yield what makes each request anew."""
    length = b"Content-Length: %d\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    head = b"POST /ballot/cast HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    fields = b"&".join(b"field%d=1" % number for number in range(50_000))
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    yield lambda: Odd(
        name="a large body",
        head=head + length % (megabytes * len(MEGABYTE)),
        sent=repeat(MEGABYTE, megabytes),
    )
    yield lambda: Odd(name="a length of 99 GB", head=head + length % (99 * 10**9))
    yield lambda: Odd(
        name="a large body in chunks",
        head=head + b"Transfer-Encoding: chunked\r\n\r\n",
        sent=repeat(b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE), megabytes),
    )
    yield lambda: Odd(name="50,000 fields", head=post(CAST, fields, kind=form))
    yield lambda: Odd(name="5,000 parts", head=post(CAST, part * 5000 + b"--x--\r\n", kind=parts))
    yield lambda: Odd(name="deep JSON", head=post(CAST, b"[" * 100_000, kind="application/json"))
    yield lambda: Odd(name="a long address", head=get(b"/" + b"a" * 60_000))
    yield lambda: Odd(
        name="a long header", head=get(b"/", headers=b"X: " + b"a" * 60_000 + b"\r\n")
    )


def _kilobytes(server: Process) -> int:
    """Return how much memory the processes of a server hold."""
    held = 0
    for number in server.children():
        for line in Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                held += int(line.split()[1])
    return held


FAULTS: Final = (
    Fault(
        id="F9",
        name="Bodies, fields and addresses that are huge",
        limit="refused within 5 s, 100 MB of memory, nobody else notices",
        measure=measure,
        control=control,
        suite=(),
        suite_control=False,
    ),
)
