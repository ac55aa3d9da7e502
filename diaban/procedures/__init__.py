"""Procedures in versions, and the authority's own calendar: the law as data."""
