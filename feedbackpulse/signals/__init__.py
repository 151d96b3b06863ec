"""Signals: what people bring up on any day, with or without their name."""
