"""What an installation knows of itself: whether it was ever put back from a backup."""
