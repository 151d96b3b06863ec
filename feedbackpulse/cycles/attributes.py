"""What somebody may tell of themselves inside a sealed ballot: a few broad groups. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MOST_ATTRIBUTES: Final = 3

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "tenure": ("under_1", "1_to_3", "3_to_10", "over_10"),
        "contract": ("permanent", "temporary", "hired"),
        "hours": ("full_time", "part_time"),
        "place": ("office", "home", "customers", "shop_floor"),
        "contact": ("daily", "sometimes", "never"),
    }
)
"""The attributes that HR can choose, and the values of each. The words stand with the pages."""
