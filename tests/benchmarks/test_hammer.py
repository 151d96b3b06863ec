"""Does the client that measures servers count what was served, and complain about what was not?"""

from __future__ import annotations

import pytest

from benchmarks.hammer import NotServedError, get, hammer, shared
from benchmarks.hello import app
from tests.faults.serving import in_threads


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_every_request_is_answered_and_timed() -> None:
    with in_threads(app) as address:
        done = hammer(port_of(address), shared([get("/", Connection="close")] * 2, 2))

    assert len(done.each) == 2
    assert done.rate > 0


def test_a_wrong_answer_is_no_figure() -> None:
    with in_threads(app) as address, pytest.raises(NotServedError, match="404"):
        hammer(port_of(address), [[get("/nothing")]])
