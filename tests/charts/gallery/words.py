"""The words of the gallery, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedbackpulse.charts.profile_picture import Mark
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Bounded, Known, Level, Side, Unclear


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the pictures say."""

    locale: str
    few: str
    uncertain: str
    higher: str
    lower: str
    joined: str
    organisation: str
    up: str
    down: str
    strengths: tuple[str, str, str, str, str]
    average: str
    own_view: str
    team_view: str
    differs: str
    alike: str
    verdicts: Mapping[Verdict, str]
    habits: tuple[str, str, str]
    growing: Mapping[str, str]
    own_mean: str
    stand_out: Mapping[Mark, str]
    you: str
    colleagues: str
    expected: str
    sights: Mapping[str, str]

    @property
    def steps(self) -> tuple[str, ...]:
        """What the six colours mean."""
        to, from_ = ("tot", "vanaf") if self.locale == "nl" else ("up to", "from")
        marks = [("2.8", "3.2"), ("3.3", "3.4"), ("3.5", "3.7"), ("3.8", "4.2")]
        spans = [f"{self._sign(low)}–{self._sign(high)}" for low, high in marks]
        return (f"{to} {self._sign('2.7')}", *spans, f"{from_} {self._sign('4.3')}")

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number with the decimal sign of the language."""
        return self._sign(f"{value:.{digits}f}")

    def of(self, n: int, invited: int) -> str:
        """Return how many of how many people."""
        return f"{n} {self.joined} {invited}"

    def checkpoint(self, code: str) -> str:
        """Return the name of a checkpoint."""
        return load_catalogue().checkpoint(code).title.in_(self.locale)

    def facet(self, code: str) -> str:
        """Return the name of a part of a checkpoint."""
        return load_catalogue().facet(code).title.in_(self.locale)

    def wording(self, key: str) -> str:
        """Return what the catalogue says on such an occasion."""
        return load_catalogue().wording_of(key).in_(self.locale)

    def say(self, level: Level | None) -> str:
        """Return a level in words."""
        if isinstance(level, Known):
            return self.number(level.value)
        if isinstance(level, Bounded):
            end = self.higher if level.side is Side.HIGHER else self.lower
            return f"{self.number(level.value)} {end}"
        return self.uncertain if isinstance(level, Unclear) else self.few

    def briefly(self, level: Level | None) -> str:
        """Return the same where there is little room."""
        if isinstance(level, Bounded):
            return self.number(level.value) + ("↑" if level.side is Side.HIGHER else "↓")
        return "?" if isinstance(level, Unclear) else ""

    def _sign(self, text: str) -> str:
        return text.replace(".", ",") if self.locale == "nl" else text


DUTCH = Words(
    locale="nl",
    few="minder dan 5",
    uncertain="te onzeker",
    higher="of hoger",
    lower="of lager",
    joined="van",
    organisation="Organisatie",
    up="duidelijk hoger dan de keer ervoor",
    down="duidelijk lager dan de keer ervoor",
    strengths=("geen", "zwak", "duidelijk", "sterk", "volledig"),
    average="gemiddeld",
    own_view="jij als leidinggevende",
    team_view="je team",
    differs="jullie kijken anders",
    alike="ongeveer gelijk",
    verdicts={
        Verdict.UP: "duidelijk hoger",
        Verdict.DOWN: "duidelijk lager",
        Verdict.STEADY: "ongeveer gelijk",
        Verdict.CANNOT_TELL: "niet te zeggen",
    },
    habits=("begin", "op weg", "gewoonte"),
    growing={
        "strong": "blijft sterk",
        "grew": "duidelijke groei",
        "same": "ongeveer gelijk",
        "early": "nog te vroeg om te zeggen",
    },
    own_mean="jouw gemiddelde",
    stand_out={Mark.NONE: "", Mark.STRENGTH: "jouw kracht", Mark.GROWTH: "hier kun je groeien"},
    you="jij",
    colleagues="collega’s die jij uitnodigde (gemiddelde)",
    expected="wat je verwachtte",
    sights={
        "hidden_strength": "verborgen kracht",
        "shared": "gedeeld beeld",
        "to_discuss": "gespreksonderwerp",
        "not_visible": "nog niet zichtbaar",
        "too_few": "nog te weinig antwoorden",
    },
)
ENGLISH = Words(
    locale="en",
    few="fewer than 5",
    uncertain="too uncertain",
    higher="or higher",
    lower="or lower",
    joined="of",
    organisation="Organisation",
    up="clearly higher than the time before",
    down="clearly lower than the time before",
    strengths=("none", "weak", "clear", "strong", "complete"),
    average="average",
    own_view="you as the lead",
    team_view="your team",
    differs="you see it differently",
    alike="about the same",
    verdicts={
        Verdict.UP: "clearly higher",
        Verdict.DOWN: "clearly lower",
        Verdict.STEADY: "about the same",
        Verdict.CANNOT_TELL: "cannot tell",
    },
    habits=("starting out", "on the way", "habit"),
    growing={
        "strong": "stays strong",
        "grew": "clear growth",
        "same": "about the same",
        "early": "too early to say",
    },
    own_mean="your own mean",
    stand_out={Mark.NONE: "", Mark.STRENGTH: "your strength", Mark.GROWTH: "you can grow here"},
    you="you",
    colleagues="colleagues you invited (mean)",
    expected="what you expected",
    sights={
        "hidden_strength": "hidden strength",
        "shared": "shared view",
        "to_discuss": "to talk about",
        "not_visible": "not visible yet",
        "too_few": "too few answers yet",
    },
)
