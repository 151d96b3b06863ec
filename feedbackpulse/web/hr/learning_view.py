"""What HR reads of learning: which themes people chose in a round, and how many looked back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.charts.demand import Demand, Wish
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState, Round, RoundState
from feedbackpulse.programme.usage import Usage, list_usage
from feedbackpulse.release import service as release
from feedbackpulse.release.learning import learning_demand
from feedbackpulse.release.noise import REACH
from feedbackpulse.web.team.words import round_labels, say_list

TOO_CLOSE = 2 * REACH
"""Two counts that differ less may lie the other way round."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One theme, and about how many people chose it."""

    title: str
    count: int

    @property
    def shown(self) -> str:
        """The number, as the page and the picture write it."""
        return str(_("about %(number)s", number=self.count))


@dataclass(frozen=True, kw_only=True, slots=True)
class LearningPage:
    """The latest released round that asked; without one, whether any cycle asks."""

    round: Round | None
    label: str
    is_enough: bool
    is_asked: bool
    rows: tuple[Wanted, ...]
    """The themes with a number, most chosen first."""
    usage: tuple[Usage, ...]
    """The quarters that were counted, the latest first."""

    @property
    def finding(self) -> str:
        """What was chosen most, as far as the numbers tell."""
        top = self.rows[0].count
        first = tuple(row.title for row in self.rows if top - row.count < TOO_CLOSE)
        if len(first) == 1:
            return str(_("Chosen most: %(theme)s", theme=first[0]))
        if len(first) == len(self.rows):
            return str(_("No theme stands out from the others"))
        return str(_("Chosen most, and about as often: %(themes)s", themes=say_list(first)))

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return f"{self.finding}. " + "; ".join(f"{row.title}: {row.shown}" for row in self.rows)

    @property
    def drawn(self) -> Demand:
        """The themes as the picture wants them."""
        wishes = (Wish(title=row.title, count=row.count, shown=row.shown) for row in self.rows)
        return Demand(wishes=tuple(wishes), reach=REACH)


def find_learning(
    session: Session, *, catalogue: Catalogue, locale: str, until: Round | None = None
) -> LearningPage:
    """Return what is known of learning: the latest round that asked, and every counted quarter.

    *Until* a round: as it was known when that one was published.
    """
    rounds = cycles.list_rounds(session)
    known = [one for one in rounds if until is None or one.opens_at <= until.opens_at]
    asked = [one for one in known if one.asks_learning and one.state is RoundState.RELEASED]
    latest = asked[-1] if asked else None
    return LearningPage(
        round=latest,
        label=round_labels(rounds)[latest.id] if latest else "",
        is_enough=latest is not None and _has_enough(session, latest),
        is_asked=_is_asked(session),
        rows=_rows(session, latest, catalogue, locale) if latest else (),
        usage=list_usage(session),
    )


def quarter_label(quarter: date) -> str:
    """Return what a quarter of a year is called."""
    return str(
        _("quarter %(number)s of %(year)s", number=quarter.month // 3 + 1, year=quarter.year)
    )


def _has_enough(session: Session, asked: Round) -> bool:
    """Say whether so many answered that anything is counted for everybody together."""
    return bool(release.distributions(session, rounds=[asked.id])[asked.id])


def _is_asked(session: Session) -> bool:
    return any(
        cycle.asks_learning and cycle.state is not CycleState.ENDED
        for cycle in cycles.list_cycles(session)
    )


def _rows(session: Session, asked: Round, catalogue: Catalogue, locale: str) -> tuple[Wanted, ...]:
    counts = learning_demand(session, rounds=[asked.id])[asked.id]
    rows = (
        Wanted(title=catalogue.checkpoint(one.theme).title.in_(locale), count=one.count)
        for one in counts
    )
    return tuple(sorted(rows, key=lambda row: -row.count))
