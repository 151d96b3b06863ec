"""Addresses that work outside the page: in mail and in print."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from feedbackpulse.extensions import current_settings

_THIS_MACHINE: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


def absolute(path: str) -> str:
    """Return the whole address of one of our paths, or the path alone when that is not known.

    What a browser says it asked for can be made up, and would send the secret in a link to
    whoever made it up. So that is believed only where nobody can be lured to another machine.
    """
    base = current_settings().public_url
    if not base and _THIS_MACHINE.fullmatch(request.host):
        base = request.host_url
    return base.rstrip("/") + path
