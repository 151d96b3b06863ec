"""What is printed or handed on: made in memory from what may be shown, and not kept."""
