"""What people would like to learn more about: one theme each, inside the sealed ballot. Pure.

In a ballot it lies beside what somebody tells of themselves, under a name of its own: so it is
sealed, padded and checked as that is. It is never counted together with anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import Round

LEARNING: Final = "learning"
THEMES: Final = ("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "M11")
"""The checkpoints about employees. Their codes are permanent, and so is what a ballot may hold."""


def choices_in(asked: Round) -> Mapping[str, tuple[str, ...]]:
    """Return what a ballot may choose beside its questions, and from which values."""
    told = {attribute: ATTRIBUTES[attribute] for attribute in asked.attributes}
    return {**told, LEARNING: THEMES} if asked.asks_learning else told
