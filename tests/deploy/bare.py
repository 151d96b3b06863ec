"""The smallest application there is: for asking gunicorn whether it takes its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def app(_environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer nothing, well."""
    start_response("204 No Content", [])
    return []
