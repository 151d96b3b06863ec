"""What every employee can do."""

from __future__ import annotations

from feedbackpulse.web.employee import (
    home,
    outcome,
    programme,
    pulse,
    pulse_check,
    pulse_stamp,
    reflect,
    reflect_growth,
)
from feedbackpulse.web.employee.blueprint import blueprint

__all__ = [
    "blueprint",
    "home",
    "outcome",
    "programme",
    "pulse",
    "pulse_check",
    "pulse_stamp",
    "reflect",
    "reflect_growth",
]
