"""Commands for operators."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the commands to the application."""
