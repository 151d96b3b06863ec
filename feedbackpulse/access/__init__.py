"""Who may see what about whom."""
