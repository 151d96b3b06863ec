"""What follows from released figures, remembered by its content: a process works it out once.

Its key is all that it is made of, figures and all, which are read from the database at every
request. So nothing that is remembered can be older than what another process would show. Nothing
of a reader and of their rights is in it: those are looked up before, every time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from flask_babel import get_locale, get_timezone

T = TypeVar("T")
MOST: Final = 32
"""How many pages of each kind a process keeps; what was asked for last stays longest.

One takes some 20 kB for each round that it tells of, and there are more rounds every year.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given(Generic[T]):
    """Something to work with that counts as the same where its content is."""

    content: Hashable
    value: T = field(compare=False, repr=False)


def content_of(*values: object) -> Hashable:
    """Return what stands for these values, as they are written for who looks now."""
    return (str(get_locale()), str(get_timezone()), *(_frozen(value) for value in values))


def _frozen(value: object) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(one)) for key, one in value.items())
    if isinstance(value, AbstractSet):
        return frozenset(value)
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    assert isinstance(value, Hashable)
    return value
