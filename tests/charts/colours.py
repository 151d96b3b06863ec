"""How colours look: to everybody, and to who sees some colours less."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Linear sRGB to XYZ (IEC 61966-2-1)."""
_WHITE = np.array([0.95047, 1.0, 1.08883])
"""Daylight, D65."""


class Sight(Enum):
    """How somebody sees colours, as a matrix on linear sRGB.

    The last three at their strongest: Machado, Oliveira & Fernandes (2009), A physiologically-based
    model for simulation of color vision deficiency, IEEE TVCG 15(6).
    """

    EVERYBODY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    PROTANOPE = (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    )
    DEUTERANOPE = (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    )
    TRITANOPE = (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, (L₁ + .05)/(L₂ + .05), after WCAG 2."""
    low, high = sorted(float((_TO_XYZ @ _linear(each))[1]) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def difference(one: str, other: str, *, sight: Sight = Sight.EVERYBODY) -> float:
    """Return how different two colours look, ΔE in CIE L*a*b* (1976)."""
    return float(np.linalg.norm(_lab(one, sight) - _lab(other, sight)))


def _linear(colour: str) -> Vector:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear: Vector = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear


def _lab(colour: str, sight: Sight) -> Vector:
    seen = np.clip(np.array(sight.value) @ _linear(colour), 0, 1)
    share = _TO_XYZ @ seen / _WHITE
    x, y, z = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
