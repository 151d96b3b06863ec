"""Other processes for work that takes long: they end with the one that started them."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, Final, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
MOST: Final = 8
"""More processes than this would wait for the one that gives them work."""
_AHEAD: Final = 2
"""How many pieces of work lie ready for each process."""


def at_hand() -> int:
    """Return in how many processes this one may work; one is itself."""
    if multiprocessing.current_process().daemon:  # which may have no children
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def pool(
    processes: int, begin: Callable[..., None] | None = None, *given: Any
) -> ProcessPoolExecutor:
    """Return processes that end when this one does, also when it is killed.

    Each does *begin* first. They are not forked: other threads of this process may hold locks and
    connections at this moment.
    """
    return ProcessPoolExecutor(
        processes,
        multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(begin, given),
    )


def in_turn(
    workers: ProcessPoolExecutor, do: Callable[[Given], Made], given: Iterable[Given]
) -> Iterator[Made]:
    """Yield what comes of each thing that is given, in order; a few of them are under way."""
    waiting: deque[Future[Made]] = deque()
    for one in given:
        waiting.append(workers.submit(do, one))
        if len(waiting) == MOST * _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with_parent() -> None:
    """End when the process that started this one is gone: it may hold keys, which nobody would wipe."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
