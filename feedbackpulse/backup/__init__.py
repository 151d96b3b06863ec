"""Backups, and moving to other databases: everything of both stores, row by row."""
