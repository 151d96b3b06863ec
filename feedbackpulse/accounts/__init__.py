"""How somebody signs in: passwords, sessions, throttling, one-time links."""
