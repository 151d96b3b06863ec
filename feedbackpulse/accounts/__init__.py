"""Signing in: passwords, sessions, one-time links and the brake on guessing."""
