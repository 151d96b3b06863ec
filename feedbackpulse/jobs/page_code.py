"""The hash of the code that runs in the browser of whoever answers."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def code_fingerprint(static: Path) -> str:
    """Return one hash, in hexadecimal, of every script under a folder: names and contents."""
    total = sha256()
    for script in sorted((static / "js").rglob("*.js*")):
        name = script.relative_to(static).as_posix().encode()
        total.update(sha256(name).digest() + sha256(script.read_bytes()).digest())
    return total.hexdigest()
