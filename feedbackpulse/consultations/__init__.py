"""Consultations and proposals: employees shape how the organisation listens."""
