"""The clock's codes in words. Shown in the reader's language; values are named."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.clock.events import Kind, Reason
from diaban.clock.ledger import Holder, State, Timing
from diaban.clock.rules import Pause, Unit

REFUSALS: Mapping[str, tuple[Promise, Promise]] = {
    "before_receipt": (
        _("It lies before the receipt of the dossier."),
        _("Record the receipt first, or correct the date."),
    ),
    "received_twice": (
        _("The dossier has already been received."),
        _("Record a dossier that was filed anew under its own code."),
    ),
    "out_of_order": (
        _("It lies before the last thing recorded of the dossier."),
        _("Correct the date: what happened is recorded in its order."),
    ),
    "after_closing": (
        _("Processing has already ended."),
        _("Only the hand-over of the result can follow."),
    ),
    "in_future": (
        _("It lies in the future."),
        _("Record it when it has happened."),
    ),
    "asked_twice": (
        _("The same question is already open."),
        _("Record its answer before you ask again."),
    ),
    "not_asked": (
        _("Nothing of the kind is being waited for."),
        _("Record the question first, or choose what was answered."),
    ),
    "extension_without_term": (
        _("No term is known, so there is none to extend."),
        _("Enter the term in the procedure's version first."),
    ),
    "extension_amount": (
        _("An extension lasts at least one day (hour)."),
        _("Enter by how much the term is extended."),
    ),
    "extension_not_agreed": (
        _("The extension has not been agreed."),
        _("Record it when it has been agreed."),
    ),
    "extension_unexplained": (
        _("The extension gives no reason."),
        _("Enter the reason: it stands in the letter of apology (form 04)."),
    ),
    "extension_too_many": (
        _("The term has been extended as often as the procedure allows."),
        _("Finish the dossier; the date stays as it is."),
    ),
    "extension_too_late": (
        _("The term runs out too soon, or has run out: it cannot be extended any more."),
        _("An extension is agreed before the date, at the latest the day before."),
    ),
    "outside_calendar": (
        _("The working calendar does not reach to this date."),
        _("Correct the year."),
    ),
}

WHY: Mapping[str, Promise] = {
    "received": _("Day of receipt: not counted"),
    "received_later": _("Received after the hour of acceptance or on a rest day: moved on"),
    "working": _("Working day: counted"),
    "make_up": _("Worked in exchange for a day off: counted"),
    "calendar_day": _("Calendar day: counted"),
    "hours": _("Office hours: counted"),
    "closed_then": _("Outside the hours that count"),
    "weekend": _("Weekend: not counted"),
    "holiday": _("Public holiday: not counted"),
    "substitute": _("Day off in place of a holiday: not counted"),
    "swap": _("Day off by a swap: not counted"),
    "closed": _("The authority is closed: not counted"),
    "rolled": _("The last day is a rest day: the term ends on the next working day"),
    "late": _("After the date: late"),
    "waiting_applicant": _("Waiting for the applicant's supplement: not counted"),
    "waiting_agency": _("Waiting for another agency: not counted"),
    "waiting_obligation": _("Waiting for a payment due from the applicant: not counted"),
    "waiting_law": _("Suspended by law: not counted"),
}

KINDS: Mapping[Kind, Promise] = {
    Kind.RECEIVED: _("Dossier received"),
    Kind.SUPPLEMENT_REQUESTED: _("Supplement requested"),
    Kind.SUPPLIED: _("Supplement received"),
    Kind.SENT_TO_AGENCY: _("Sent to another agency"),
    Kind.RETURNED: _("Answer of the other agency"),
    Kind.OBLIGATION_RAISED: _("Payment requested"),
    Kind.OBLIGATION_MET: _("Payment made"),
    Kind.SUSPENDED: _("Suspended by law"),
    Kind.RESUMED: _("Taken up again"),
    Kind.EXTENDED: _("Term extended"),
    Kind.COMPLETED: _("Processing completed"),
    Kind.HANDED_OVER: _("Result handed over"),
    Kind.REFUSED: _("Refused, dossier returned"),
    Kind.WITHDRAWN: _("Withdrawn by the applicant"),
    Kind.STOPPED: _("Processing stopped"),
}

REASONS: Mapping[Reason, Promise] = {
    Reason.APPLICANT: _("the applicant's supplement"),
    Reason.AGENCY: _("another agency"),
    Reason.OBLIGATION: _("a payment due from the applicant"),
    Reason.LAW: _("the end of a suspension by law"),
}

HOLDERS: Mapping[Holder, Promise] = {
    Holder.AUTHORITY: _("the authority"),
    Holder.APPLICANT: _("the applicant"),
    Holder.AGENCIES: _("other agencies"),
    Holder.LAW: _("suspended by law"),
}

STATES: Mapping[State, Promise] = {
    State.NOT_RECEIVED: _("Not received"),
    State.PROCESSING: _("In process"),
    State.WAITING: _("Waiting"),
    State.COMPLETED: _("Completed"),
    State.HANDED_OVER: _("Result handed over"),
    State.REFUSED: _("Refused, dossier returned"),
    State.WITHDRAWN: _("Withdrawn by the applicant"),
    State.STOPPED: _("Processing stopped"),
}

TIMINGS: Mapping[Timing, Promise] = {
    Timing.EARLY: _("Before the date"),
    Timing.ON_TIME: _("On the date"),
    Timing.LATE: _("Late"),
    Timing.IN_TIME: _("Open, in time"),
    Timing.OVERDUE: _("Open, overdue"),
    Timing.WAITING: _("Waiting, the clock stands"),
    Timing.UNDETERMINED: _("Undetermined: no term known"),
}

UNITS: Mapping[Unit, Promise] = {
    Unit.WORKING_DAYS: _("working days"),
    Unit.CALENDAR_DAYS: _("calendar days"),
    Unit.HOURS: _("office hours"),
}

PAUSES: Mapping[Pause, Promise] = {
    Pause.CONTINUE: _("the clock stops and goes on with what was left"),
    Pause.RESTART: _("the clock stops and the term begins again"),
    Pause.RUNS: _("the clock goes on"),
}


def refusal(code: str) -> tuple[str, str]:
    """What is wrong with an event and what to do, in the reader's language."""
    reason, remedy = REFUSALS[code]
    return str(reason), str(remedy)


def why(code: str) -> str:
    """Why a day is counted or not, in the reader's language."""
    return str(WHY[code])
