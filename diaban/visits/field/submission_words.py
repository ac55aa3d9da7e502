"""What is told to the person whose notes or pictures came in with something odd about them.

A warning is kept as a code with values; the words are made when it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.design import formats

Values = Mapping[str, Any]


def _moment(value: str) -> str:
    return formats.moment(
        timezone.localtime(datetime.fromisoformat(value)), (get_language() or "vi")[:2]
    )


WORDS: Mapping[str, Callable[[Values], str]] = {
    "clock": lambda v: _(
        "The clock of this device says %(device)s, the server %(server)s. Both are kept; set the "
        "clock right."
    ) % {"device": _moment(v["device"]), "server": _moment(v["server"])},
    "visit_cancelled": lambda v: _("This visit was cancelled meanwhile. What you noted is kept."),
    "minute_signed": lambda v: _(
        "The minute of this stop is signed by both sides. What came after it needs a new version "
        "of the minute."
    ),
    "not_understood": lambda v: _(
        "“%(field)s” could not be read as it was written. It is kept as it came."
    ) % v,
    "finding": lambda v: _("A finding has no field or no words: “%(text)s”. It is kept as it came.")
    % v,
    "finding_long": lambda v: _(
        "A finding has more than %(most)s characters: “%(text)s”. It is kept as it came; write it "
        "again, shorter or in two."
    ) % v,
    "finding_again": lambda v: _(
        "A finding came again with other words; the first ones stand: “%(text)s”."
    ) % v,
    "commitment": lambda v: _("A commitment was not taken: “%(text)s”. %(reason)s") % v,
    "commitment_again": lambda v: _(
        "A commitment came again with other words or another day, or from another stop: "
        "“%(text)s”. The first one stands; this is kept as it came."
    ) % v,
    "other_id": lambda v: _("This number belongs to another note. Nothing was changed."),
    "decided": lambda v: _("This conflict has been decided already."),
    "moved": lambda v: _("Somebody changed this in the meantime. Look at it again and decide."),
    "too_large": lambda v: _(
        "“%(name)s” has %(size)s MB; at most %(limit)s MB are taken. It stays on the device: take "
        "it again with a lower resolution, or send it from the desk."
    ) % v,
    "empty": lambda v: _("“%(name)s” is empty. Take it again.") % v,
    "hash": lambda v: _("“%(name)s” arrived damaged. It stays on the device and is sent again.")
    % v,
    "not_a_picture": lambda v: _(
        "“%(name)s” is no picture that can be read. It is kept for repair; take it again if you "
        "can."
    ) % v,
    "too_many_pixels": lambda v: _(
        "“%(name)s” has too many pixels to be opened safely (%(pixels)s million). It is kept for "
        "repair."
    ) % v,
    "not_a_recording": lambda v: _(
        "“%(name)s” is no recording that can be played. It is kept for repair."
    ) % v,
    "abroad": lambda v: _(
        "The position of “%(name)s” lies outside Viet Nam. It is kept; check whether the device "
        "knew where it was."
    ) % v,
    "impossible_position": lambda v: _(
        "The position of “%(name)s” does not exist on Earth and was left out."
    ) % v,
    "far": lambda v: _(
        "The position of “%(name)s” is %(km)s km from the place of this stop. It is kept as it is."
    ) % v,
    "accepted": lambda v: _("%(by)s has accepted “%(name)s” as it is.") % v,
    "repaired": lambda v: _("%(by)s has put a readable file in the place of “%(name)s”.") % v,
    "taken_in_future": lambda v: _(
        "“%(name)s” says that it was taken on %(taken)s, which is still to come. Server time: "
        "%(server)s."
    ) % {**v, "taken": _moment(v["taken"]), "server": _moment(v["server"])},
    "taken_long_ago": lambda v: _(
        "“%(name)s” says that it was taken on %(taken)s, long before this visit. Server time: "
        "%(server)s."
    ) % {**v, "taken": _moment(v["taken"]), "server": _moment(v["server"])},
}  # fmt: skip


def say(code: str, values: Values) -> str:
    """The words of a code in the reader's language."""
    return WORDS[code](values)


def told(warning: Values) -> dict[str, str]:
    """A kept warning as the application shows it."""
    return {"code": warning["code"], "text": say(warning["code"], warning["values"])}
