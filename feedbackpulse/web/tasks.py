"""What needs somebody on a home page: a line each, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One thing to do, and where; without a place it only says so."""

    title: str
    detail: str
    icon: str
    url: str = ""
    is_late: bool = False


def pressing_first(tasks: list[Task]) -> tuple[Task, ...]:
    """Return what is late before what is not."""
    return tuple(sorted(tasks, key=lambda task: not task.is_late))
