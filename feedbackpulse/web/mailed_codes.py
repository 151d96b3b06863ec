"""The code of a mail, which stands behind the “#” of its link and comes back in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LONGEST_LINK: Final = 400


def code_in(form: Mapping[str, str]) -> str:
    """Return the code that was sent; whoever pasted the whole link sent it too."""
    return form.get("code", "")[:LONGEST_LINK].strip().rpartition("#")[2]
