"""What is looked at. Each check takes what it looks at, and returns what it found."""
