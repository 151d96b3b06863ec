"""What HR can do."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from feedbackpulse.web.guards import OnlyForReaders

OF_DIRECTION: Final = frozenset(
    f"hr.{name}"
    for name in (
        "association",
        "association_picture",
        "begin_report",
        "compare_picture",
        "compare_rounds",
        "departments",
        "departments_picture",
        "learning",
        "learning_picture",
        "questions_quality",
        "report",
        "report_file",
        "report_progress",
        "response",
        "results",
        "unit",
        "unit_picture",
        "unit_topic",
    )
)
"""What who leads the whole organisation reads too; they write back from their pages as a lead."""

blueprint = Blueprint("hr", __name__, url_prefix="/org")
blueprint.before_request(OnlyForReaders(readable=OF_DIRECTION))
