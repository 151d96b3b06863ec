"""What every employee can do."""

from __future__ import annotations

from feedbackpulse.web.employee import reflect
from feedbackpulse.web.employee.blueprint import blueprint

__all__ = ["blueprint", "reflect"]
