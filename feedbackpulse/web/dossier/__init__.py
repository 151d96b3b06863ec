"""Everything about one cycle in one document, for the works council and for HR."""

from __future__ import annotations

from feedbackpulse.web.dossier.facts import Facts, gather
from feedbackpulse.web.dossier.pages import dossier_of, send_pdf

__all__ = ["Facts", "dossier_of", "gather", "send_pdf"]
