"""Who may send one ballot in a round, and the units a round reports on."""
