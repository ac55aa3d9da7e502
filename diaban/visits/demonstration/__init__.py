"""Invented visits, each row marked, for a demonstration."""
