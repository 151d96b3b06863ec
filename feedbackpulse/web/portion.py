"""A part of a list that may be as long as the organisation is large."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

MOST: Final = 200
"""How many lines one page has."""
_WANTED: Final = "find"
_PAGE: Final = "page"
_One = TypeVar("_One")


@dataclass(frozen=True, kw_only=True, slots=True)
class Portion(Generic[_One]):
    """Some lines that follow each other, and how to reach the others."""

    lines: tuple[_One, ...]
    before: int
    """How many lines come before them."""
    total: int
    wanted: str
    """A part of a name that somebody looks for; empty when nobody does."""
    is_part: bool
    """Whether these may not be all lines: there are many, or somebody looks for a name."""

    @property
    def last(self) -> int:
        """Return the number of its last line, counted from one."""
        return self.before + len(self.lines)

    @property
    def earlier(self) -> str | None:
        """Return the address of the lines before these."""
        return _address(self.before // MOST) if self.before else None

    @property
    def later(self) -> str | None:
        """Return the address of the lines after these."""
        return _address(self.before // MOST + 2) if self.last < self.total else None

    @property
    def place(self) -> str:
        """Return the address of this page, without what it is asked for."""
        return request.script_root + request.path

    @property
    def whole(self) -> str:
        """Return the address of the first lines of all, whatever was looked for."""
        return _at(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """Return what the address says besides, for a form that looks for a name."""
        return {name: value for name, value in request.args.items() if name not in {_WANTED, _PAGE}}


def portion_of(every: Sequence[_One], *, name: Callable[[_One], str]) -> Portion[_One]:
    """Return the lines that the address asks for: of all, or of those with a part of a name.

    A page that does not exist is the nearest that does.
    """
    wanted = " ".join(request.args.get(_WANTED, "").split())
    looked_for = wanted.casefold()
    found = [one for one in every if looked_for in name(one).casefold()] if wanted else every
    pages = max(1, -(-len(found) // MOST))
    page = min(max(request.args.get(_PAGE, 1, type=int), 1), pages)
    before = (page - 1) * MOST
    return Portion(
        lines=tuple(found[before : before + MOST]),
        before=before,
        total=len(found),
        wanted=wanted,
        is_part=bool(wanted) or len(every) > MOST,
    )


def _address(page: int) -> str:
    return _at({**request.args, _PAGE: str(page)})


def _at(asked: Mapping[str, str]) -> str:
    """Return the address of this page when it is asked for something else."""
    place = request.script_root + request.path
    return f"{place}?{urlencode(asked)}" if asked else place
