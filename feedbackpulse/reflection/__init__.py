"""What people write about themselves, for themselves."""
