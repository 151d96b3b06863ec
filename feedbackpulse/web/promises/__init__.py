"""Promises on pages: the same words, form and test for employees, leads and HR."""
