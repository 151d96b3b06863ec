"""Cycles and their rounds: what is asked, of whom, and when."""
