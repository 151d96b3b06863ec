"""What the works council does, and whoever else holds a second key."""

from __future__ import annotations

from feedbackpulse.web.council import approval, dossier, home, key, rounds
from feedbackpulse.web.council.blueprint import blueprint

__all__ = ["approval", "blueprint", "dossier", "home", "key", "rounds"]
