"""Unit tokens that a value may carry. Pure.

How they are written for people is `diaban.design.units`; a test holds the two together.
"""

from __future__ import annotations

_TOKENS = """
% m km m2 km2 ha m3 m3/day m3/year kg t kt Mt t/year Mt/year t/day t/ha TEU/year DWT MW MVA kV
passengers/year vehicles/day USD USD/m2 USD/m2/year USD/person USD/capita VND VND/kg
persons people person years days dossiers petitions projects visits commitments parks
zones units visitors rank
"""
_MONEY = {f"{scale} {currency}" for scale in ("million", "billion") for currency in ("USD", "VND")}

UNITS: frozenset[str] = frozenset(_TOKENS.split()) | _MONEY
"""UCUM-like tokens, and counted things ("dossiers", "projects")."""
