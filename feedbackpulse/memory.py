"""What a process worked out lately, known by all that it was made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Lately(Generic[Key, Value]):
    """The last few results of something that takes long.

    Keys are compared and never hashed: one with thousands of parts is mostly the very same object
    as last time. What is kept is replaced in one step, so threads may share it.
    """

    def __init__(self, *, most: int = 1) -> None:
        self._most = most
        self._kept: tuple[tuple[Key, Value], ...] = ()

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return what was made of this key, or make it now."""
        for known, value in self._kept:
            if known == key:
                return value
        made = make()
        self._kept = ((key, made), *self._kept)[: self._most]
        return made
