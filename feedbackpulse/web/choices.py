"""The options of select, radio and checkbox fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs


def options(pairs: Iterable[tuple[str, object]]) -> list[Any]:
    """Return (value, label) pairs as WTForms wants them; labels may be lazy translations."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]
