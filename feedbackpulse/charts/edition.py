"""What a picture depends on besides what is in it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def edition() -> str:
    """Return a mark of how we draw: it changes with our drawings and with matplotlib.

    Pictures that are kept, here or by a browser, are of one edition: after an update nobody
    sees an old drawing of the same figures.
    """
    mark = hashlib.sha256(version("matplotlib").encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        mark.update(source.read_bytes())
    return mark.hexdigest()
