"""Who works here: the tree of teams, people, their roles and memberships."""
