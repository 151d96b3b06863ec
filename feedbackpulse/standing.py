"""Whether this process can work with both stores: asked now and then, and anew after every trouble.

A store that is away is asked by one thread at a time; the others hear at once what that one found
last, instead of waiting in line for a server that does not answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, func, null, select, table
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.patience import patient_for
from feedbackpulse.troubles import ERRORS, REMEDIES, Places, Trouble, trouble_of

_log = logging.getLogger(__name__)
_FRESH: Final = 2.0
"""Seconds for which a store that was well is taken for well."""
_PAUSE: Final = 1.0
"""Seconds before a store in trouble is asked again."""
_SAID_AGAIN: Final = 60.0
_LONGEST_LOOK: Final = 5.0
"""Seconds after which a store that says nothing is taken for away."""
FURTHEST: Final = timedelta(minutes=15)
"""How far our clock and the database's may lie apart: rounds open and close by it."""
_FIRST_YEAR, _LAST_YEAR = 2026, 2100
_VERSION: Final[ColumnElement[str]] = (
    select(column("version_num")).select_from(table("alembic_version")).scalar_subquery()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revisions:
    """The revisions of one store that this program knows, and the one it was written for."""

    newest: str
    known: frozenset[str]

    def trouble(self, found: str | None) -> Trouble | None:
        """Return what is wrong with a store of this revision."""
        if found == self.newest:
            return None
        is_older = found is None or found in self.known
        return Trouble.SCHEMA_OLD if is_older else Trouble.SCHEMA_NEW


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    trouble: Trouble | None
    at: float


@dataclass(kw_only=True)
class Standing:
    """What is known of both stores, and what the log was told of troubles."""

    stores: Mapping[str, Callable[[], Session]]
    written_for: Mapping[str, Revisions]
    places: Places
    furthest: timedelta | None = FURTHEST
    """How far clocks may lie apart; None where time is played with."""
    _seen: dict[str, _Seen] = field(default_factory=dict, init=False)
    _asking: dict[str, threading.Lock] = field(init=False)
    _told: dict[Trouble, float] = field(default_factory=dict, init=False)
    _untold: list[tuple[Trouble, bool]] = field(default_factory=list, init=False)
    """Troubles that began or, with True, are over."""

    def __post_init__(self) -> None:
        """Prepare that one thread at a time asks a store in trouble."""
        self._asking = {store: threading.Lock() for store in self.stores}

    def trouble(self, store: str, *, fresh: bool = False) -> Trouble | None:
        """Return what is wrong with a store; *fresh*: as it is at this moment."""
        seen = self._seen.get(store)
        if seen is None or seen.trouble is None:
            is_known = seen is not None and not fresh and _age(seen) < _FRESH
            return None if is_known else self._ask(store)
        if _age(seen) < _PAUSE or not self._asking[store].acquire(blocking=False):
            return seen.trouble
        try:
            return self._ask(store)
        finally:
            self._asking[store].release()

    def trouble_of(self, error: BaseException) -> Trouble | None:
        """Return what an error says is wrong, and ask both stores anew before they are used again."""
        found = trouble_of(error, self.places)
        if found in {Trouble.DATABASE_AWAY, Trouble.SCHEMA_OLD}:
            self.doubt()
            # A table that is not there may be one that a newer version took away.
            worse = [one for one in map(self.trouble, self.stores) if one is not None]
            return worse[0] if worse else found
        return found

    def doubt(self) -> None:
        """Ask each store anew before it is used again."""
        self._seen = {store: seen for store, seen in self._seen.items() if seen.trouble}

    def is_well(self) -> bool:
        """Say whether both stores can be worked with; if not, the log says what to do."""
        found = [one for one in map(self.trouble, self.stores) if one is not None]
        for trouble in found:
            self.tell(trouble)
        self.tell_the_untold()
        return not found

    def tell(self, trouble: Trouble, *, silently: bool = False) -> None:
        """Say in the log what is wrong and what to do, once a minute.

        *silently*: not now but with the next page of which a line may be written, for this moment
        belongs to somebody who sends something without a name.
        """
        self._note(trouble, is_over=False)
        if not silently:
            self.tell_the_untold()

    def tell_the_untold(self) -> None:
        """Say what had to wait for a moment that belongs to nobody."""
        untold, self._untold = self._untold, []
        for trouble, is_over in untold:
            if is_over:
                self._told.pop(trouble, None)
                _log.info("%s is over", trouble.value, extra={"event": "trouble_over"})
            else:
                self._say(trouble)

    def _note(self, trouble: Trouble, *, is_over: bool) -> None:
        if (trouble, is_over) not in self._untold:
            self._untold.append((trouble, is_over))

    def _say(self, trouble: Trouble) -> None:
        now, before = time.monotonic(), self._told.get(trouble)
        if before is None or now - before >= _SAID_AGAIN:
            self._told[trouble] = now
            event = f"trouble_{trouble.name.lower()}"
            _log.error("%s: %s", trouble.value, REMEDIES[trouble], extra={"event": event})

    def _ask(self, store: str) -> Trouble | None:
        before = self._seen.get(store)
        found = self._look(store)
        self._seen[store] = _Seen(trouble=found, at=time.monotonic())
        if before is not None and before.trouble is not None and found is None:
            self._note(before.trouble, is_over=True)  # and not told: this may be a ballot's moment
        return found

    def _look(self, store: str) -> Trouble | None:
        try:
            with patient_for(_LONGEST_LOOK), self.stores[store]() as session:
                found = session.execute(_question(session)).one()
        except ERRORS as error:
            trouble = trouble_of(error, self.places)
            if trouble is None:
                raise
            return None if trouble is Trouble.BUSY else trouble
        return self.written_for[store].trouble(found[0]) or self._clock_trouble(found[1])

    def _clock_trouble(self, theirs: datetime | None) -> Trouble | None:
        if self.furthest is None:
            return None
        now = clock.now()
        is_off = theirs is not None and abs(now - theirs) > self.furthest
        is_likely = _FIRST_YEAR <= now.year < _LAST_YEAR
        return Trouble.CLOCK_WRONG if is_off or not is_likely else None


def _age(seen: _Seen) -> float:
    return time.monotonic() - seen.at


def _question(session: Session) -> Select[Any]:
    """Return the revision of a store, and its clock where that is another one than ours."""
    is_elsewhere = session.get_bind().dialect.name == "postgresql"
    return select(_VERSION, func.clock_timestamp() if is_elsewhere else null())
