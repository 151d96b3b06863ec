"""Does a year of rounds, holidays, leave and both clock changes keep every promise about messages?"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from feedbackpulse.database import Stores
from feedbackpulse.notices.domain import MailKind
from tests.notices.calm_year import live


def test_nobody_is_disturbed_and_everybody_is_invited(stores: Stores, instance: Path) -> None:
    year = live(stores, instance, size=7)

    assert list(year.broken()) == []

    kinds = Counter(one.kind for one in year.came)
    assert len(year.rounds) == 16
    assert kinds[MailKind.INVITATION] > 95, kinds
    assert kinds[MailKind.REMINDER] > 95, kinds
    assert kinds[MailKind.RESULTS] > 95, kinds
    assert kinds[MailKind.DIGEST] > 10, kinds
    days = {year.calm.day_of(one.at) for one in year.came}
    assert any(date(2027, 3, 30) <= day <= date(2027, 4, 2) for day in days)
    assert any(date(2027, 11, 1) <= day <= date(2027, 11, 2) for day in days)
