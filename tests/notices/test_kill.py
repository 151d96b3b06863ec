"""Does a worker that is killed while it sends lose no mail, and repeat one per kill at most?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.notices.kill_worker import run


@pytest.mark.both_engines
def test_no_mail_is_lost_and_no_kill_repeats_more_than_one(instance: Path) -> None:
    outcome = run(instance, mails=60, kills=8)

    assert outcome.kills >= 3, outcome  # a late kill may find the work done
    assert outcome.lost == 0, outcome
    assert outcome.extra <= outcome.breaks, outcome
    assert outcome.mixed_up == 0, outcome
