"""A worker whose clock is thirty days ahead; with "careless" it does not compare it with any other.

python -m tests.faults.far_clock [careless]
"""

from __future__ import annotations

import sys
from datetime import timedelta

import time_machine

from feedbackpulse import clock, standing
from feedbackpulse.cli import main

if __name__ == "__main__":
    if "careless" in sys.argv:
        standing.Standing._clock_trouble = lambda *_: None  # type: ignore[method-assign]
    time_machine.travel(clock.now() + timedelta(days=30), tick=True).start()
    main(["worker"])
