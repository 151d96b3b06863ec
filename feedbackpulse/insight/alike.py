"""Whether two rounds asked a unit the same, so that a difference between them can mean something."""

from __future__ import annotations

from collections.abc import Iterable

from feedbackpulse.release.domain import Figure, Result


def asked_alike(before: Iterable[Result], after: Iterable[Result]) -> bool:
    """Say whether the same questions were put, in the same words, to all of a unit.

    Not where teams take turns and only some were asked: the next round asks others.
    """
    old, new = ([one for one in each if isinstance(one, Figure)] for each in (before, after))
    return _wording(old) == _wording(new) and not any(one.only_some_asked for one in (*old, *new))


def _wording(figures: Iterable[Figure]) -> frozenset[tuple[str, int]]:
    return frozenset((one.item, one.item_version) for one in figures)
