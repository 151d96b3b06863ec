"""Let processes use the cards of one instance at the same moment.

    python -m tests.reliability.card_race INSTANCE CARDS CODE...

Every code is used by a process of its own, under a ballot number of its own unless CODE is
"CODE=NUMBER". With CARDS "print" one more process makes the cards anew meanwhile. Prints what each
process got, and how many ballots and used codes there are, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from feedbackpulse.ballots.tables import BallotRow, CodeRow
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.roster.cards import make_cards, send_by_code
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers
from tests.reliability.crash_everywhere import dispose, only_round, stores_in
from tests.reliability.race import Work, race


def send(code: str, number: int, stores: Stores) -> object:
    """Send a ballot with a code."""
    asked = only_round(stores)
    return send_by_code(
        stores,
        code=code,
        ballot_number=number.to_bytes(NUMBER_BYTES),
        answers=Answers(ratings={item.code: 3 for item in asked.rated_items}),
        now=asked.opens_at + timedelta(hours=1),
    )


def print_anew(stores: Stores) -> object:
    """Make all cards anew; say of how many stamps."""
    return len(make_cards(stores, round_id=only_round(stores).id))


def _work(place: int, code: str) -> Work:
    printed, _, number = code.partition("=")
    return partial(send, printed, int(number or place))


def main(folder: Path, printing: str, codes: Sequence[str]) -> None:
    """Run the race and print its outcome."""
    load_catalogue()
    works = [_work(place, code) for place, code in enumerate(codes, 1)]
    results = race(folder, [*works, *([print_anew] if printing == "print" else [])])
    stores = stores_in(folder)
    with stores.box() as box:
        ballots = box.scalar(select(func.count()).select_from(BallotRow))
        used = box.scalar(select(func.count()).select_from(CodeRow).where(CodeRow.spent))
    dispose(stores)
    sys.stdout.write(json.dumps({"results": results, "ballots": ballots, "used": used}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
