"""The colours of pictures, the same as those of the pages around them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shade(StrEnum):
    """The background a picture is made for."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """The colours of one shade. Lines keep 3:1 and text 4.5:1 or more on the surface."""

    surface: str
    ink: str
    muted: str
    grid: str
    line: str
    second: str
    accent: str
    """The other hue, for what stands out the other way; never alone."""
    band: str
    open_end: str
    gap: str
    stripe: str
    steps: tuple[tuple[str, str], ...]
    """From the lowest to the highest answer: one colour that gets stronger, and ink on it."""
    sides: tuple[tuple[str, str], ...]
    """From one end to the other of a scale with a middle: a colour for each side of it."""
    heat: tuple[tuple[str, str], ...]
    """For levels in a table: six steps from low to high."""


PALETTES = {
    Shade.LIGHT: Palette(
        surface="#FFFFFF",
        ink="#1B2421",
        muted="#4C5652",
        grid="#DDD8CD",
        line="#17604F",
        second="#767B86",
        accent="#B35309",
        band="#CBE1D8",
        open_end="#7FB3A3",
        gap="#F0EDE6",
        stripe="#D9D3C6",
        steps=(
            ("#D5E4F3", "#1B2421"),
            ("#A9CBE8", "#1B2421"),
            ("#6FA8D8", "#14201B"),
            ("#2A74B3", "#FFFFFF"),
            ("#0A4A85", "#FFFFFF"),
        ),
        sides=(
            ("#B35309", "#FFFFFF"),
            ("#F2B36B", "#1B2421"),
            ("#DAD6CD", "#1B2421"),
            ("#8FBDE6", "#1B2421"),
            ("#1D5A9E", "#FFFFFF"),
        ),
        heat=(
            ("#F1F5FA", "#1B2421"),
            ("#D5E4F3", "#1B2421"),
            ("#A9CBE8", "#1B2421"),
            ("#6FA8D8", "#14201B"),
            ("#2A74B3", "#FFFFFF"),
            ("#0A4A85", "#FFFFFF"),
        ),
    ),
    Shade.DARK: Palette(
        surface="#1A211E",
        ink="#EAF0ED",
        muted="#B3BFB9",
        grid="#35403B",
        line="#7CCDB4",
        second="#8F95A1",
        accent="#E07B26",
        band="#2B4B40",
        open_end="#4F8575",
        gap="#222A27",
        stripe="#3A4540",
        steps=(
            ("#1F3B55", "#FFFFFF"),
            ("#245379", "#FFFFFF"),
            ("#2E6FA3", "#FFFFFF"),
            ("#4F97CF", "#0A1420"),
            ("#93C7F2", "#0A1420"),
        ),
        sides=(
            ("#E07B26", "#0A1420"),
            ("#8A5522", "#FFFFFF"),
            ("#4A524E", "#FFFFFF"),
            ("#37658F", "#FFFFFF"),
            ("#6FB1F0", "#0A1420"),
        ),
        heat=(
            ("#202F3C", "#EAF0ED"),
            ("#1F3B55", "#FFFFFF"),
            ("#245379", "#FFFFFF"),
            ("#2E6FA3", "#FFFFFF"),
            ("#4F97CF", "#0A1420"),
            ("#93C7F2", "#0A1420"),
        ),
    ),
}
