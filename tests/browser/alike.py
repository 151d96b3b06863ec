"""Which pages are alike to the letter, so that one look at them is enough, whoever saw them.

What two people see of a page mostly differs in its navigation only. Each half of a page is looked
at once in a language: what is in its middle with the scripts it brings, and what is around that.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

_MIDDLE: Final = re.compile(r"<main.*</main>", re.DOTALL)
_SCRIPT: Final = re.compile(r"<script[^>]*>")
_HEAD: Final = re.compile(r"<head>.*</head>", re.DOTALL)
_LEADS_TO: Final = re.compile(r'\b(?:action|href|value)="[^"]*"')
_RANDOM: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.~-]{40,}")
"""Ids and tokens: nobody sees them, and no two are the same."""


def is_new(folder: Path, language: str, html: str) -> bool:
    """Say whether a page has anything that nobody has looked at yet, and note that it has not.

    *folder* is shared by all workers.
    """
    firsts = {
        _is_first(folder, f"{language}{_RANDOM.sub('', half)}")
        for half in (_middle(html), _around(html))
    }
    return True in firsts


def _middle(html: str) -> str:
    found = _MIDDLE.search(html)
    return "".join([*_SCRIPT.findall(html), found.group() if found else html])


def _around(html: str) -> str:
    return _LEADS_TO.sub("", _MIDDLE.sub("", _HEAD.sub("", html)))


def _is_first(folder: Path, text: str) -> bool:
    try:
        (folder / sha256(text.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
