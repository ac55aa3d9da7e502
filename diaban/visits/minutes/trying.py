"""When a letter that could not be mailed is tried again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

SOON = timedelta(hours=1)
"""After the first try: most mail servers are back by then. No sender holds a letter longer."""
DAILY = timedelta(days=1)
GIVEN_UP = timedelta(days=5)
"""So long after the first try no mail server is expected back, and no address to mend itself."""


def next_try(tries: Sequence[datetime]) -> datetime | None:
    """When it is tried again by itself: an hour after the first try, then a day after each.

    `tries`: the moments of all tries in order, none of which succeeded; a try by hand is one of
    them. None: nothing was tried yet, or it is given up.
    """
    if not tries:
        return None
    again = tries[-1] + (SOON if len(tries) == 1 else DAILY)
    return again if again <= tries[0] + GIVEN_UP else None
