"""The weekly letter in words: what waits for one owner, in the language of its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from diaban.accounts.models import User
from diaban.owners import worklist

NAMED = 12
"""So many entries of each part are named; of the others only the number is said."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter ready to be sent; the counts are those that it tells."""

    subject: str
    body: str
    counts: dict[str, int]

    @property
    def empty(self) -> bool:
        return not any(self.counts.values())


def compose(person: User, owner: str, week: date, language: str) -> Composed:
    """The letter about `owner` to `person` for the week that begins on the Monday `week`."""
    with translation.override(language):
        waits = worklist.of(owner)
        counts = {
            "stale": len(waits.stale),
            "conflicts": len(waits.conflicts),
            "lacking": waits.lacking,
            "rejected": len(waits.rejected),
        }
        total = sum(counts.values())
        subject = ngettext(
            "%(owner)s: %(count)d thing to look after", "%(owner)s: %(count)d things to look after",
            total,
        ) % {"owner": owner, "count": total}  # fmt: skip
        address = f"{settings.DIABAN_URL}{reverse('owners:mine')}?{urlencode({'owner': owner})}"
        body = render_to_string(
            "owners/letter.txt",
            {
                "person": person,
                "owner": owner,
                "week": week,
                "waits": waits,
                "counts": counts,
                "few": f":{NAMED}",
                "more": {name: max(0, count - NAMED) for name, count in counts.items()},
                "address": address,
            },
        )
    return Composed(" ".join(subject.split()), body.strip() + "\n", counts)
