"""What people read about petitions: kinds of events, states, refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.clock import words as clock_words
from diaban.petitions.course import Kind, State
from diaban.petitions.figures import Bucket
from diaban.petitions.pauses import Whom

EVENTS = {
    Kind.FILED: _("Taken in"),
    Kind.ROUTED: _("Sent to the body that answers"),
    Kind.TRANSFERRED: _("Passed to the competent body"),
    Kind.ASSIGNED: _("Given to an officer"),
    Kind.FIRST_ANSWER: _("First answer"),
    Kind.ASKED: _("The asker was asked to explain"),
    Kind.REPLIED: _("The asker explained"),
    Kind.CONSULTED: _("Another body was asked"),
    Kind.RETURNED: _("The other body answered"),
    Kind.EXTENDED: _("Term extended"),
    Kind.ESCALATED: _("Reported to the next level"),
    Kind.REFERRED_UP: _("Written up for the higher level"),
    Kind.REFERRAL_REMINDED: _("The higher level was reminded"),
    Kind.REFERRAL_ANSWERED: _("The higher level answered"),
    Kind.ANSWERED: _("Answered"),
    Kind.CONFIRMED: _("The asker confirmed that it is solved"),
    Kind.DISPUTED: _("The asker disputed the answer"),
    Kind.LAPSED: _("Closed after the notice period without a word"),
    Kind.FOLLOWED_UP: _("Asked again after four weeks"),
    Kind.WITHDRAWN: _("Withdrawn by the asker"),
    Kind.NOTED: _("Internal note"),
    Kind.CAUSE_GIVEN: _("Cause put on record"),
    Kind.PUBLISHED: _("Answer published"),
    Kind.UNPUBLISHED: _("Answer taken back from the public"),
}
STEPS = {
    Kind.FIRST_ANSWER: _("Give a first answer"),
    Kind.ANSWERED: _("Answer"),
    Kind.ASKED: _("Ask the asker to explain"),
    Kind.REPLIED: _("Explain what was asked"),
    Kind.CONSULTED: _("Ask another body"),
    Kind.RETURNED: _("Note another body's answer"),
    Kind.ASSIGNED: _("Give it to an officer"),
    Kind.ROUTED: _("Change who answers"),
    Kind.TRANSFERRED: _("Pass it to the competent body"),
    Kind.EXTENDED: _("Extend the term"),
    Kind.REFERRED_UP: _("Write it up for the higher level"),
    Kind.REFERRAL_REMINDED: _("Remind the higher level"),
    Kind.REFERRAL_ANSWERED: _("Note the higher level's answer"),
    Kind.CONFIRMED: _("Confirm that it is solved"),
    Kind.DISPUTED: _("Dispute the answer"),
    Kind.FOLLOWED_UP: _("Say whether it is still solved"),
    Kind.WITHDRAWN: _("Withdraw it"),
    Kind.NOTED: _("Write an internal note"),
}
"""What a button or a page calls the step that one is about to take."""
STATES = {
    State.OPEN: _("Being answered"),
    State.WAITING: _("Waiting for the asker"),
    State.ANSWERED: _("Answered, waiting for the asker's word"),
    State.CONFIRMED: _("Solved, confirmed by the asker"),
    State.SILENT: _("Closed without a word from the asker"),
    State.WITHDRAWN: _("Withdrawn"),
}
WAITS = {
    Whom.ASKER: _("until the asker has explained"),
    Whom.BODY: _("until %(body)s has answered"),
    Whom.HIGHER_LEVEL: _("until the higher level has answered: %(body)s"),
}
"""Why a clock stands, by the `pauses.Whom` of the pause."""
BUCKETS = {
    Bucket.ANSWERED_IN_TERM: _("Answered in term"),
    Bucket.ANSWERED_LATE: _("Answered late"),
    Bucket.ANSWERED_UNDETERMINED: _("Answered, no term known"),
    Bucket.OPEN_IN_TERM: _("Open, in term"),
    Bucket.OPEN_OVERDUE: _("Open, overdue"),
    Bucket.OPEN_UNDETERMINED: _("Open, no term known"),
    Bucket.WAITING: _("Waiting for somebody else"),
    Bucket.WITHDRAWN: _("Withdrawn"),
}
LADDER = {
    "when": (
        _("A level is told at one moment."),
        _("Give either the per cent of the term, or the working days overdue."),
    ),
    "twice": (_("This level stands already."), _("Delete one of the two.")),
    "order": (
        _("A lower level would be told at the same time or later."),
        _("Let each level be told after the one below it."),
    ),
}
"""What is wrong with a ladder, and the remedy, by the code of `escalation.faults`."""
REFUSALS = {
    "future": _("The moment lies in the future. Write when it happened."),
    "reason": _("Say why: the reason is part of the record, and the asker reads it."),
    "not_filed": _("The petition has not been taken in yet."),
    "filed_already": _("The petition has been taken in already."),
    "before_last": _("It would lie before what happened last. Correct the moment."),
    "not_closed": _("The petition is not closed yet; the question comes after four weeks."),
    "follow_up_early": _(
        "Whether it is still solved is asked four weeks after closing. If it came back before, "
        "file it again and name this petition."
    ),
    "asked_already": _("This has been asked already."),
    "closed": _("The petition is closed. A new trouble is a new petition, linked to this one."),
    "recurs_open": _(
        "The earlier petition is still open. Say there what is new instead of filing it again."
    ),
    "not_answered": _("No answer waits for the asker's word."),
    "answered_already": _("It is answered and waits for the asker's word."),
    "too_early": _("The notice period has not passed: the asker may still answer."),
    "not_asked": _("The asker was not asked anything."),
    "same_body": _("This body has it already."),
    "not_referred": _("It was not written up for this body, or this body has answered."),
    "referred_already": _("It is with this body already. Remind it, or note its answer."),
    "satisfaction": _("Rate from 1 to 5."),
    "stale": _(
        "Somebody else has worked on this petition since you opened it. Nothing of yours is saved: "
        "look at what has changed, then do it again if it is still right."
    ),
}

POSITIONS = {
    "half": _("Give both, the longitude and the latitude, or neither."),
    "number": _("Write degrees as a number, such as 106.8302."),
    "swapped": _("Longitude and latitude seem to be the wrong way round."),
    "outside": _("This point does not lie in Viet Nam."),
}
"""What is wrong with a point, by the code of `position.Fault`."""
PICTURES = {
    "many": _("At most 3 pictures."),
    "large": _("“%(name)s” is larger than 15 MB. Take it with a lower resolution."),
    "pixels": _("“%(name)s” has too many pixels. Take it with a lower resolution."),
    "type": _("“%(name)s” is no JPEG, PNG or WebP picture."),
    "broken": _("“%(name)s” cannot be read to its end. Choose it again, or another one."),
}
"""Why a picture is not taken, by the code of `pictures.Refused`."""
DIRECTIONS = {
    "n": _("north"),
    "ne": _("north-east"),
    "e": _("east"),
    "se": _("south-east"),
    "s": _("south"),
    "sw": _("south-west"),
    "w": _("west"),
    "nw": _("north-west"),
}


def refusal(code: str) -> str:
    """Why a step is refused, in words."""
    if code.startswith("clock."):
        return " ".join(clock_words.refusal(code.removeprefix("clock.")))
    return str(REFUSALS[code])
