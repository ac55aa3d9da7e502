"""What the procedures give to an edition: the document "procedures"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from diaban.facts.contributions import Document
from diaban.procedures import catalogue
from diaban.procedures.catalogue import Offer
from diaban.procedures.content import as_dict


def contribute(now: datetime) -> Iterable[Document]:
    """The versions that hold today and those already published for later; none if none is kept."""
    today = timezone.localdate(now)
    held = catalogue.offered(today)
    later = [
        catalogue.offer_of(row)
        for row in catalogue.published().filter(valid_from__gt=today).order_by("valid_from")
    ]
    if held or later:
        yield Document("procedures", document(held, later))


def document(held: Iterable[Offer], later: Iterable[Offer]) -> dict[str, Any]:
    """As the public page reads it."""
    coming: dict[str, list[dict[str, Any]]] = {}
    for offer in later:
        coming.setdefault(offer.code, []).append(entry(offer))
    present = [entry(offer) | {"coming": coming.pop(offer.code, [])} for offer in held]
    announced = [versions[0] | {"coming": versions[1:]} for versions in coming.values()]
    return {"procedures": present, "announced": announced}


def entry(offer: Offer) -> dict[str, Any]:
    """A version as JSON: `term` is the one that counts, None where it is unknown."""
    said = as_dict(offer.content)
    term = offer.content.term
    return said | {
        "code": offer.code,
        "version": offer.version,
        "valid_from": offer.valid_from.isoformat(),
        "term": {"amount": term.amount, "unit": str(term.unit)} if term else None,
    }
