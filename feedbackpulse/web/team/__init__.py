"""The page about a unit, which its lead, its members and HR share."""
