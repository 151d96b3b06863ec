"""What a show of slides holds, whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass

from feedbackpulse.reports.document import Bullets, Paragraph, Picture, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Slide:
    """One slide: its title, one thing to look at, and what its speaker may say."""

    title: str
    part: Bullets | Picture | Table | Paragraph
    notes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deck:
    """Slides to show in a meeting."""

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    locale: str
