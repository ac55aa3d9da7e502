"""Petitions much like a text, among the open ones of the same place: a park is one with the
developers' projects in it.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count

from diaban.petitions.models import Petition, Word
from diaban.petitions.places import together
from diaban.petitions.similar import LIKE, most_alike, rarest, tokens

COMMON = 1_000
"""A word of so many open petitions of a place is common; rarer ones find what is alike."""
TELLING = 60
"""So many words of a text are looked up."""
LOOKED_AT = 60
"""So many candidates are compared word by word."""


def similar(
    text: str,
    place: str,
    *,
    demonstration: bool,
    most: int = 5,
    leave_out: int | None = None,
) -> list[tuple[Petition, float]]:
    """Open petitions of `place` about much the same, the most alike first, with their likeness.

    Invented ones among invented ones (`demonstration`), real ones among real ones: neither counts
    when it is judged how telling a word is among the others.
    Looked up by the text's rarest words, so that a hundred thousand petitions are no more work
    than the few that share them.
    """
    told = tokens(text)
    places = together(place)
    here = Word.objects.filter(demonstration=demonstration, place__in=places, is_open=True)
    # Long words and pairs tell most; a long letter asks for no more of them than a short one.
    telling = sorted(told, key=lambda word: (-len(word), word))[:TELLING]
    # Counted no further than a word is common: what half of all petitions say tells nothing apart.
    counts = {word: here.filter(word=word)[:COMMON].count() for word in telling}
    rare = rarest((word for word, n in counts.items() if n), counts, common=COMMON)
    found = (
        here.filter(word__in=rare)
        .exclude(petition=leave_out)
        .values("petition")
        .annotate(n=Count("*"))
        .order_by("-n", "petition")
        .values_list("petition", flat=True)[:LOOKED_AT]
    )
    words: defaultdict[int, set[str]] = defaultdict(set)
    for pk, word in Word.objects.filter(petition__in=list(found)).values_list("petition", "word"):
        words[pk].add(word)
    alike = most_alike(told, {pk: frozenset(some) for pk, some in words.items()}, most, LIKE)
    petitions = Petition.objects.in_bulk([pk for pk, _share in alike])
    return [(petitions[pk], share) for pk, share in alike]
