"""What people read about commitments: states, steps, refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.visits.commitments.promises import Kind, State

STATES = {
    State.OPEN: _("Running"),
    State.DUE_SOON: _("Due soon"),
    State.OVERDUE: _("Past its day"),
    State.CLAIMED: _("Said to be kept, not yet confirmed"),
    State.KEPT: _("Kept in time"),
    State.KEPT_LATE: _("Kept late"),
    State.KEPT_UNDATED: _("Kept, no day was promised"),
    State.BROKEN: _("Broken"),
    State.WITHDRAWN: _("Let go"),
}
BADGES = {
    State.OPEN: "medium",
    State.DUE_SOON: "stale",
    State.OVERDUE: "late",
    State.CLAIMED: "leased",
    State.KEPT: "ok",
    State.KEPT_LATE: "stale",
    State.KEPT_UNDATED: "ok",
    State.BROKEN: "late",
    State.WITHDRAWN: "closed",
}
EVENTS = {
    Kind.MADE: _("Promised"),
    Kind.REMINDED: _("Reminded"),
    Kind.POSTPONED: _("Postponed"),
    Kind.CLAIMED_KEPT: _("Said to be kept"),
    Kind.REFUTED: _("The other side does not find it kept"),
    Kind.KEPT: _("Kept, as the other side has seen"),
    Kind.NOT_KEPT: _("Not kept"),
    Kind.WITHDRAWN: _("Let go by both sides"),
}
BY_DESK = {
    Kind.KEPT: _("Kept, recorded by the desk: the other side has not seen it"),
    Kind.WITHDRAWN: _("Let go, recorded by the desk: the other side has not said so here"),
}
"""What an event is called that the desk wrote down in place of the other side."""
STEPS = {
    Kind.CLAIMED_KEPT: _("Say that it is kept"),
    Kind.KEPT: _("Confirm that it is kept"),
    Kind.REFUTED: _("Say that it is not done yet"),
    Kind.POSTPONED: _("Postpone it"),
    Kind.NOT_KEPT: _("Say that it is broken"),
    Kind.WITHDRAWN: _("Let it go"),
}
"""What a button or a page calls the step that one is about to take."""
STAGES = {
    "before": _("that the day comes near"),
    "after": _("that the day has passed"),
    "confirm": _("that a word is awaited"),
    "broken": _("that it counts as broken, for nobody has said anything"),
}
"""Of what one was reminded."""
NEEDED = {
    Kind.CLAIMED_KEPT: _("What was done, and what shows it"),
    Kind.KEPT: _("What you have seen that shows it"),
    Kind.REFUTED: _("What is still missing"),
    Kind.POSTPONED: _("Why it is moved"),
    Kind.NOT_KEPT: _("Why it counts as broken"),
    Kind.WITHDRAWN: _("Why both sides let it go"),
}
"""The label of the words that a step asks for."""
REFUSALS = {
    "what": _("Say what was promised."),
    "when": _("The day lies before the day of the promise. Choose a later one."),
    "future": _("The day lies in the future. Write the day on which it happened."),
    "words": _("Write it down: the other side reads it, and it stays on record."),
    "not_made": _("It was not promised yet."),
    "made_already": _("It is on record already."),
    "before_last": _("It would lie before what was said last. Correct the day."),
    "before_made": _("It lies before the day of the promise. Correct the day."),
    "before_claim": _(
        "The desk confirms no day before the one on which it is said to be kept. Correct the day."
    ),
    "closed": _("This commitment is settled. A new promise is a new commitment."),
    "broken": _("It is broken. It can still be kept late; a new promise is a new commitment."),
    "not_later": _("Choose a day after the one promised now."),
    "claimed_already": _("It was said to be kept already, and waits for the other side's word."),
    "not_claimed": _("Nobody has said that it is kept."),
    "past_due": _("Its day has passed: say whether it is kept or not."),
    "stale": _(
        "Somebody else has recorded something since you opened this page. Nothing of yours is "
        "saved: look at what has changed, then do it again if it is still right."
    ),
}


def refusal(code: str) -> str:
    """Why a step is refused, in words."""
    return str(REFUSALS[code])
