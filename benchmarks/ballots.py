"""How long do ballots take through the real path: opening, sealing, casting, release, burning?

    python -m benchmarks.ballots [--in-haste]

A seeded company of 300 people answers five rounds: about 1,200 ballots. Quote the figures of one
run beside each other only. Without --in-haste every ballot waits for the disk, twice or more.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from feedbackpulse.database import in_haste
from feedbackpulse.metadata import ballot_metadata, metadata
from tests.jobs.company import anything, found
from tests.reliability.crash_everywhere import dispose, stores_in

ROUNDS, TAKE_PART = 5, 0.8
COMPANY = "Company 0\n" + "\n".join(f"  Team{number} 12" for number in range(25))


@contextmanager
def timed(spent: dict[str, float], what: str) -> Iterator[None]:
    """Add the time the block takes."""
    start = time.perf_counter()
    yield
    spent[what] = spent.get(what, 0.0) + time.perf_counter() - start


def main(*, haste: bool) -> None:
    """Run the rounds and print what they took."""
    spent: dict[str, float] = {}
    ballots = 0
    chance = random.Random(1)  # noqa: S311  (answers of a fictional company)
    with tempfile.TemporaryDirectory() as folder:
        stores = stores_in(Path(folder))
        with stores.main() as session, stores.box() as box:
            metadata.create_all(session.connection())
            ballot_metadata.create_all(box.connection())
            session.connection().commit()
            box.connection().commit()
        with in_haste(stores) if haste else nullcontext():
            company = found(stores, COMPANY)
            round_id = company.plan()
            for _ in range(ROUNDS):
                with timed(spent, "open"):
                    company.open(round_id)
                asked = company.round(round_id)
                voters = [one for one in company.everybody() if chance.random() < TAKE_PART]
                ballots += len(voters)
                with timed(spent, "send"):
                    for person in voters:
                        company.send(round_id, person, anything(asked, chance))
                with timed(spent, "close"):
                    company.close(round_id)
                round_id = company.plan_next(now=asked.closes_at)
        dispose(stores)
    for what, seconds in spent.items():
        sys.stdout.write(f"{what}: {seconds:.2f} s\n")
    sys.stdout.write(f"{ballots} ballots, {1000 * spent['send'] / ballots:.1f} ms each to send\n")


if __name__ == "__main__":
    main(haste="--in-haste" in sys.argv)
