"""A commitment in the reader's words, for every page that shows one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from diaban.petitions.forms import language
from diaban.visits import access
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.promises import KEPT, Kind, State
from diaban.visits.commitments.standing import IN_ORDER, Standing
from diaban.visits.models import Commitment, CommitmentEvent

ORDER = (
    Kind.CLAIMED_KEPT, Kind.KEPT, Kind.REFUTED, Kind.POSTPONED, Kind.NOT_KEPT, Kind.WITHDRAWN,
)  # fmt: skip


def promiser(commitment: Commitment) -> str:
    """Who promised; the side's name where nobody of it is known."""
    if commitment.side == Commitment.Side.ENTERPRISE:
        return str(commitment.organisation or _("the enterprise's side"))
    return commitment.body.name(language()) if commitment.body else _("the authority's side")


def brief(one: Standing) -> dict[str, Any]:
    """A line of a list."""
    commitment, promise = one.commitment, one.promise
    return {
        "commitment": commitment,
        "promise": promise,
        "promiser": promiser(commitment),
        "side": commitment.get_side_display(),
        "state": commitment_words.STATES[one.state],
        "badge": commitment_words.BADGES[one.state],
        "late": one.state in (State.OVERDUE, State.BROKEN),
        "moved": promise.first_due != promise.due,
    }


def story(commitment: Commitment, *, staff: bool) -> list[dict[str, Any]]:
    """What was said of it, newest first. Reminders and who wrote it down are for staff."""
    rows = commitment.events.select_related("by").order_by(*IN_ORDER)
    return [
        {
            "row": row,
            "label": _label(commitment, row),
            "text": _stage(row.text) if row.kind == Kind.REMINDED else row.text,
            "by": str(row.by) if staff and row.by else "",
        }
        for row in rows
        if staff or row.kind != Kind.REMINDED
    ][::-1]


def _label(commitment: Commitment, row: CommitmentEvent) -> Any:
    kind = Kind(row.kind)
    if access.written_by_desk(commitment, kind, row.by):
        return commitment_words.BY_DESK[kind]
    return commitment_words.EVENTS[kind]


def _stage(stage: str) -> str:
    return str(commitment_words.STAGES.get(stage, stage))


def steps(user: Any, one: Standing) -> list[tuple[str, Any]]:
    """The steps that this person can take now, in the order in which they are usually taken."""
    state = one.state
    if one.promise.refutable:
        found = access.offers_step(user, one.commitment, Kind.REFUTED)
        return [(Kind.REFUTED.value, commitment_words.STEPS[Kind.REFUTED])] if found else []
    if state in KEPT or state == State.WITHDRAWN:
        return []
    claimed = one.promise.claimed_on is not None
    broken = state == State.BROKEN
    passed = broken or state == State.OVERDUE or one.promise.missed is not None
    impossible = {
        Kind.CLAIMED_KEPT: claimed,
        Kind.REFUTED: not claimed,
        Kind.POSTPONED: broken,
        Kind.NOT_KEPT: broken and not one.promise.broken_by_silence,
        Kind.WITHDRAWN: passed,
    }
    return [
        (kind.value, commitment_words.STEPS[kind])
        for kind in ORDER
        if not impossible.get(kind) and access.offers_step(user, one.commitment, kind)
    ]


def lines(found: Iterable[Standing]) -> list[dict[str, Any]]:
    return [brief(one) for one in found]
