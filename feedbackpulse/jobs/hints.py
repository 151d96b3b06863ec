"""Wake a worker from a page. Without it the work is found within a minute."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedbackpulse.jobs.engine import make_engine, wakes

_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Hints:
    """Leaves hints in the queue at an address; it comes there only when there is one to leave."""

    url: str
    folder: Path
    _engine: Any = field(default=None, init=False)
    _leave: Any = field(default=None, init=False)

    def leave(self) -> bool:
        """Leave the hint that there is work; say whether that could be done."""
        try:
            self._reach()
            self._leave()
        except Exception as error:  # each kind of queue has its own; the work itself is not lost
            _log.warning(
                "no worker was woken: %s", type(error).__name__, extra={"event": "worker_not_woken"}
            )
            return False
        return True

    def trouble(self) -> str:
        """Return what keeps a hint from being left, "" when nothing does."""
        try:
            self._reach().pending_count()
        except Exception as error:  # as above
            return type(error).__name__
        return ""

    def _reach(self) -> Any:
        if self._leave is None:
            self._engine = make_engine(self.url, folder=self.folder)
            self._leave = wakes(self._engine, _not_here)
        return self._engine

    def close(self) -> None:
        """Let go of the queue."""
        if self._engine is not None:
            self._engine.storage.close()


def _not_here() -> None:
    """Do nothing: pages leave hints and never find any."""
