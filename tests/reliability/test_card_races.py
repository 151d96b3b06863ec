"""When many use cards at the same moment, is each good for one ballot, and never for more?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.roster.cards import make_cards
from tests.jobs.company import found
from tests.reliability.crash_everywhere import dispose, stores_in

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]
SENT, SPENT, UNKNOWN = "Sent", "CodeRefusal.SPENT", "CodeRefusal.UNKNOWN"


def cards(instance: Path) -> tuple[str, ...]:
    """Open a round that a team of eight answers with cards; return them."""
    stores = stores_in(instance)
    company = found(stores, "Company 0\n  Bakery 8\n  Mill 10")
    with stores.main() as session, transaction(session):
        people.choose_paper(session, team_id=company.teams["Bakery"], on_paper=True)
    round_id = company.plan()
    company.open(round_id)
    [sheet] = make_cards(stores, round_id=round_id)
    dispose(stores)
    return sheet.codes


def race(instance: Path, codes: Sequence[str], *, printing: bool = False) -> dict[str, Any]:
    name = "print" if printing else "keep"
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.card_race", str(instance), name, *codes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def test_twenty_forms_with_one_code_are_one_ballot(instance: Path) -> None:
    [code, *_] = cards(instance)

    outcome = race(instance, [code] * 20)

    assert Counter(outcome["results"]) == {SENT: 1, SPENT: 19}
    assert (outcome["ballots"], outcome["used"]) == (1, 1)


def test_one_form_sent_twenty_times_is_one_ballot(instance: Path) -> None:
    [code, *_] = cards(instance)

    outcome = race(instance, [f"{code}=7"] * 20)

    assert Counter(outcome["results"]) == {SENT: 20}
    assert (outcome["ballots"], outcome["used"]) == (1, 1)


def test_one_form_with_two_codes_uses_one(instance: Path) -> None:
    one, other, *_ = cards(instance)

    outcome = race(instance, [f"{one}=7", f"{other}=7"] * 5)

    assert Counter(outcome["results"]) == {SENT: 10}
    assert (outcome["ballots"], outcome["used"]) == (1, 1)


def test_cards_that_are_made_anew_meanwhile_count_no_more_than_there_are(instance: Path) -> None:
    codes = cards(instance)

    outcome = race(instance, [*codes, *codes], printing=True)

    results = Counter(outcome["results"])
    assert set(results) <= {SENT, SPENT, UNKNOWN, "1"}
    assert outcome["ballots"] == outcome["used"] == results[SENT] <= len(codes)
