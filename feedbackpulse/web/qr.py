"""An address as a QR code on a page: drawn in the page itself, for no picture has an address."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from feedbackpulse.reports.sheets import qr_runs

_QUIET: Final = 4
"""White modules around a code: without them a phone does not see where it begins."""


def qr_code(content: str, *, label: str) -> Markup:
    """Return a QR code, in black on white in every theme: not every phone reads the opposite."""
    runs = list(qr_runs(content))
    side = runs[0][3] + 2 * _QUIET
    dark = "".join(
        f"M{column + _QUIET} {row + _QUIET}h{length}v1h-{length}z"
        for row, column, length, _size in runs
    )
    return Markup(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>'
    ).format(side, label, dark)
