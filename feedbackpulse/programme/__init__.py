"""The listening programme: what holds for all cycles, and the log of what changed in it."""
