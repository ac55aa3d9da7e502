"""Passwords that a person can read aloud and type, made by the machine."""

from __future__ import annotations

import secrets

CONSONANTS = "bdghklmnprstvx"
VOWELS = "aeiou"


def readable(groups: int = 4) -> str:
    """Groups of two syllables, "kora-mitu-vase-bano"; four groups carry 49 bits."""
    return "-".join(
        "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(2))
        for _ in range(groups)
    )
