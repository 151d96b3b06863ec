"""What we send to people: an outbox, mail and chat messages, and when they may come."""
