"""A colour near the paper: how sure something is, in the hue of what it belongs to."""

from __future__ import annotations

_PART = 0.28


def faint(colour: str, *, surface: str) -> str:
    """Return a colour that lies a little over a quarter of the way from the surface."""
    from matplotlib.colors import to_hex, to_rgb

    (r, g, b), (x, y, z) = to_rgb(colour), to_rgb(surface)
    rest = 1 - _PART
    return str(to_hex((_PART * r + rest * x, _PART * g + rest * y, _PART * b + rest * z)))
