"""Runs the migrations of the ballot box."""

from feedbackpulse.metadata import ballot_metadata
from feedbackpulse.schema import run_migrations

run_migrations(ballot_metadata)
