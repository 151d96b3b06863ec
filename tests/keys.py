"""Real keys for stamps, made once in a process and handed out again to every test.

Making one takes longer than anything else in the opening of a round, and most tests open one. No
test, and no two databases that are in use at the same time, ever see the same key twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from feedbackpulse.ballots.stamping import new_signing_key


class Stock:
    """Keys that lie ready, in the order in which they are handed out."""

    def __init__(self) -> None:
        self._keys: list[RSAPrivateKey] = []
        self._given = 0
        self._lock = threading.Lock()

    def hand_out(self) -> RSAPrivateKey:
        """Return a key that the running test does not have yet."""
        with self._lock:
            if self._given == len(self._keys):
                self._keys.append(new_signing_key())
            self._given += 1
            return self._keys[self._given - 1]

    def take_back(self) -> None:
        """Take back all keys that are out: the test that had them is over."""
        self._given = 0

    @contextmanager
    def for_good(self) -> Iterator[None]:
        """Never hand out again what is handed out in this block: it outlives the test."""
        before = self._given
        yield
        del self._keys[before : self._given]
        self._given = before
