"""Questions to servers that may never answer, and pages that do not wait for them for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

PATIENCE: Final = 2.5
"""Seconds after which no answer is an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    future: Future[str]
    until: float


@dataclass(kw_only=True)
class Asked:
    """What is being asked, each thing once at a time however many pages want to know."""

    patience: float = PATIENCE
    _open: dict[str, Future[str]] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def ask(self, name: str, question: Callable[[], str]) -> _Question:
        """Begin to ask, unless somebody is asking already."""
        with self._lock:
            future = self._open.get(name)
            if future is None or future.done():
                future = self._open[name] = Future()
                args = (future, question)
                threading.Thread(target=_find_out, args=args, daemon=True).start()
        return _Question(future=future, until=time.monotonic() + self.patience)

    def answer(self, asked: _Question, *, late: str) -> str:
        """Return the answer, or what it means that there is none in time."""
        try:
            return asked.future.result(max(0.0, asked.until - time.monotonic()))
        except TimeoutError:
            return late


def _find_out(future: Future[str], question: Callable[[], str]) -> None:
    try:
        future.set_result(question())
    except BaseException as error:  # it is raised where the answer is awaited
        future.set_exception(error)
