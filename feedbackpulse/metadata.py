"""Imports every table once, so that migrations and tests see both whole schemas."""

from feedbackpulse.database import BallotBase, Base

__all__ = ["ballot_metadata", "metadata"]

metadata = Base.metadata
ballot_metadata = BallotBase.metadata
