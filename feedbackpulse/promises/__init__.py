"""Promises: you said, we do, and whether it helped."""
