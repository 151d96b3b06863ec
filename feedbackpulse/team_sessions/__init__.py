"""Team sessions: a team talks about its own picture, and keeps nothing of the votes."""
