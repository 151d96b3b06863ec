"""Runs the migrations of the main store."""

from feedbackpulse.metadata import metadata
from feedbackpulse.schema import run_migrations

run_migrations(metadata)
