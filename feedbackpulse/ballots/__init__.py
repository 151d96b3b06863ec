"""The ballot box: sealed answers. Knows no people."""
