"""Commitments (cam kết): what was promised on a visit, by whom, and what became of it."""
