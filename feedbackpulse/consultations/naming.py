"""What somebody brought in under their name: to read back, and to take their name off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from feedbackpulse.consultations.domain import Contribution, Proposal
from feedbackpulse.consultations.proposals import proposal_of
from feedbackpulse.consultations.service import contribution_of
from feedbackpulse.consultations.tables import ContributionRow, ProposalRow
from feedbackpulse.people.domain import PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """Everything that bears one person's name."""

    contributions: tuple[Contribution, ...]
    proposals: tuple[Proposal, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing does."""
        return not (self.contributions or self.proposals)


def named_after(session: Session, *, person_id: PersonId) -> Named:
    """Return what bears somebody's name."""
    contributions = select(ContributionRow).where(ContributionRow.name_of == person_id)
    proposals = select(ProposalRow).where(ProposalRow.by == person_id)
    return Named(
        contributions=tuple(
            contribution_of(row)
            for row in session.scalars(contributions.order_by(ContributionRow.id))
        ),
        proposals=tuple(
            proposal_of(row) for row in session.scalars(proposals.order_by(ProposalRow.id))
        ),
    )


def words_named_after(session: Session, *, person_id: PersonId) -> tuple[str, ...]:
    """Return the words that bear somebody's name: what they proposed, and then what they said."""
    proposals = select(literal(0).label("place"), ProposalRow.id, ProposalRow.body)
    contributions = select(literal(1), ContributionRow.id, ContributionRow.body)
    both = proposals.where(ProposalRow.by == person_id).union_all(
        contributions.where(ContributionRow.name_of == person_id)
    )
    return tuple(body for _place, _id, body in session.execute(both.order_by("place", "id")))


def take_names_off(session: Session, *, people: Collection[PersonId]) -> None:
    """Take the names of these people off everything that they brought in; the words stay."""
    own = ContributionRow.name_of.in_(people)
    session.execute(update(ContributionRow).where(own).values(name_of=None))
    session.execute(update(ProposalRow).where(ProposalRow.by.in_(people)).values(by=None))
