"""Codes of dossiers, `{organisation}-{yymmdd}-{nnnn}` (DOMAIN §2.3), without gap or duplicate.

The number is taken inside the transaction that files the dossier: if that is undone, so is the
number. The counter's row is locked until then, so that two of the same moment queue.
"""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.db import models

from diaban.dossiers.models import CodeCounter, LetterCounter

PATTERN = re.compile(r"^[A-Z0-9]+(\.[A-Z0-9]+)*-\d{6}-\d{4,}$")


def next_code(day: date) -> str:
    """The next code of `day`. Call it inside the transaction that uses it.

    The national pattern has four digits; the 10,000th of a day simply has five.
    """
    organisation = settings.DIABAN_ORGANISATION_CODE
    number = _advance(CodeCounter, organisation_code=organisation, day=day)
    return f"{organisation}-{day:%y%m%d}-{number:04d}"


def next_letter_number(year: int) -> int:
    """The next running number of an outgoing letter (số văn bản) in `year`."""
    return _advance(LetterCounter, year=year)


def _advance(counter: type[models.Model], **which: object) -> int:
    manager = counter._default_manager
    # One statement that both raises the number and takes the row's lock.
    while not manager.filter(**which).update(last=models.F("last") + 1):
        manager.bulk_create([counter(**which)], ignore_conflicts=True)
    return manager.values_list("last", flat=True).get(**which)


def spoken(text: str) -> str:
    """What somebody typed as a code, as it is stored."""
    return re.sub(r"\s+", "", text).upper()
