"""What became of all plans of one owner, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedbackpulse.reflection.plan import FollowUp, Note, Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One thing that happened: a plan began, its owner looked back, or wrote something down."""

    day: date
    plan: Plan
    follow_up: FollowUp | None = None
    note: Note | None = None

    @property
    def is_beginning(self) -> bool:
        """Say whether the plan began here."""
        return self.follow_up is None and self.note is None


def course_of(plans: Sequence[Plan]) -> tuple[Moment, ...]:
    """Return what happened in these plans, the last first; a draft has not begun."""
    begun = [plan for plan in plans if not plan.is_draft]
    moments = [moment for plan in begun for moment in _moments(plan)]
    return tuple(sorted(moments, key=lambda moment: moment.day, reverse=True))


def _moments(plan: Plan) -> list[Moment]:
    """Return the moments of one plan, so that what was last stays first on a day."""
    return [
        *(Moment(day=one.day, plan=plan, follow_up=one) for one in reversed(plan.follow_ups)),
        *(Moment(day=note.day, plan=plan, note=note) for note in reversed(plan.notes)),
        Moment(day=plan.created, plan=plan),
    ]


def begun_on(plans: Sequence[Plan]) -> dict[str, date]:
    """Return by facet when the last plan on it began, for whoever marks that day."""
    begun = [plan for plan in plans if not plan.is_draft]
    return {plan.facet: plan.created for plan in sorted(begun, key=lambda plan: plan.created)}
