"""Imports every table once, so that migrations and tests see both whole schemas."""

from feedbackpulse.accounts import tables as _accounts  # noqa: F401  (its tables)
from feedbackpulse.cycles import tables as _cycles
from feedbackpulse.database import BallotBase, Base
from feedbackpulse.people import tables as _people  # noqa: F401  (its tables)
from feedbackpulse.reflection import tables as _reflection  # noqa: F401  (its tables)

__all__ = ["ballot_metadata", "metadata"]

metadata = Base.metadata
ballot_metadata = BallotBase.metadata
