"""Rounds of any size, measured."""
