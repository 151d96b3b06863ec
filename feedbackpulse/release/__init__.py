"""The only way out for answers: nested ranges, withheld figures, comments cut loose."""
