"""What figures mean: estimates and trends, as pure functions."""
