"""Petitions much like a text, among the open ones of the same place."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count

from diaban.petitions.models import Petition, Word
from diaban.petitions.similar import LIKE, most_alike, rarest, tokens

LOOKED_AT = 60
"""So many candidates are compared word by word."""


def similar(
    text: str, place: str, *, most: int = 5, leave_out: int | None = None
) -> list[tuple[Petition, float]]:
    """Open petitions of `place` about much the same, the most alike first, with their likeness.

    Looked up by the text's rarest words, so that a hundred thousand petitions are no more work
    than the few that share them.
    """
    told = tokens(text)
    here = Word.objects.filter(place=place, is_open=True)
    counts = dict(
        here.filter(word__in=told).values("word").annotate(n=Count("id")).values_list("word", "n")
    )
    rare = rarest(counts, counts)
    found = (
        here.filter(word__in=rare)
        .exclude(petition=leave_out)
        .values("petition")
        .annotate(n=Count("id"))
        .order_by("-n", "petition")
        .values_list("petition", flat=True)[:LOOKED_AT]
    )
    words: defaultdict[int, set[str]] = defaultdict(set)
    for pk, word in Word.objects.filter(petition__in=list(found)).values_list("petition", "word"):
        words[pk].add(word)
    alike = most_alike(told, {pk: frozenset(some) for pk, some in words.items()}, most, LIKE)
    petitions = Petition.objects.in_bulk([pk for pk, _share in alike])
    return [(petitions[pk], share) for pk, share in alike]
