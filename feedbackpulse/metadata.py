"""Imports every table once, so that migrations and tests see both whole schemas."""

from feedbackpulse.accounts import tables as _accounts  # noqa: F401  (its tables)
from feedbackpulse.ballots import tables as _ballots  # noqa: F401  (its tables)
from feedbackpulse.consultations import tables as _consultations  # noqa: F401  (its tables)
from feedbackpulse.cycles import tables as _cycles  # noqa: F401  (its tables)
from feedbackpulse.database import BallotBase, Base
from feedbackpulse.installation import tables as _installation  # noqa: F401  (its tables)
from feedbackpulse.jobs import tables as _jobs  # noqa: F401  (its tables)
from feedbackpulse.notices import tables as _notices  # noqa: F401  (its tables)
from feedbackpulse.people import tables as _people  # noqa: F401  (its tables)
from feedbackpulse.programme import tables as _programme  # noqa: F401  (its tables)
from feedbackpulse.promises import tables as _promises  # noqa: F401  (its tables)
from feedbackpulse.reflection import tables as _reflection  # noqa: F401  (its tables)
from feedbackpulse.release import tables as _release  # noqa: F401  (its tables)
from feedbackpulse.roster import tables as _roster  # noqa: F401  (its tables)
from feedbackpulse.signals import tables as _signals  # noqa: F401  (its tables)
from feedbackpulse.team_sessions import tables as _team_sessions  # noqa: F401  (its tables)

__all__ = ["ballot_metadata", "metadata"]

metadata = Base.metadata
ballot_metadata = BallotBase.metadata
