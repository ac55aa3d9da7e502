"""Events, states, objections and buckets in the reader's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.clock import words as clock_words
from diaban.dossiers.lifecycle import Kind, National, Wait

EVENTS: dict[str, Promise] = {
    Kind.SUBMITTED: _("filed"),
    Kind.RECEIVED: _("received"),
    Kind.REFUSED: _("not accepted"),
    Kind.ASSIGNED: _("assigned"),
    Kind.FORWARDED: _("forwarded to a specialist"),
    Kind.SUPPLEMENT_REQUESTED: _("supplement requested"),
    Kind.SUPPLIED: _("supplement supplied"),
    Kind.SENT_TO_AGENCY: _("another agency consulted"),
    Kind.RETURNED_BY_AGENCY: _("answered by the other agency"),
    Kind.OBLIGATION_RAISED: _("financial obligation raised"),
    Kind.OBLIGATION_MET: _("financial obligation met"),
    Kind.SUSPENDED: _("suspended by law"),
    Kind.RESUMED: _("resumed"),
    Kind.EXTENSION_AGREED: _("extension agreed"),
    Kind.APOLOGISED: _("letter of apology sent"),
    Kind.PROPOSED: _("decision proposed"),
    Kind.APPROVED: _("approved"),
    Kind.SENT_BACK: _("sent back to be reworked"),
    Kind.SIGNED: _("signed"),
    Kind.COMPLETED: _("completed"),
    Kind.HANDED_OVER: _("result handed over"),
    Kind.WITHDRAWN: _("withdrawn by the applicant"),
    Kind.STOPPED: _("stopped"),
    Kind.NOTED: _("note"),
}

ACTIONS: dict[str, Promise] = {
    Kind.SUBMITTED: _("File"),
    Kind.RECEIVED: _("Receive"),
    Kind.REFUSED: _("Refuse to accept"),
    Kind.ASSIGNED: _("Assign"),
    Kind.FORWARDED: _("Forward to a specialist"),
    Kind.SUPPLEMENT_REQUESTED: _("Request a supplement"),
    Kind.SUPPLIED: _("Record the supplement"),
    Kind.SENT_TO_AGENCY: _("Consult another agency"),
    Kind.RETURNED_BY_AGENCY: _("Record the agency's answer"),
    Kind.OBLIGATION_RAISED: _("Raise a financial obligation"),
    Kind.OBLIGATION_MET: _("Record that the obligation is met"),
    Kind.SUSPENDED: _("Suspend by law"),
    Kind.RESUMED: _("Resume"),
    Kind.EXTENSION_AGREED: _("Record an agreed extension"),
    Kind.APOLOGISED: _("Record the letter of apology"),
    Kind.PROPOSED: _("Propose a decision"),
    Kind.APPROVED: _("Approve"),
    Kind.SENT_BACK: _("Send back"),
    Kind.SIGNED: _("Sign off"),
    Kind.COMPLETED: _("Complete"),
    Kind.HANDED_OVER: _("Hand over the result"),
    Kind.WITHDRAWN: _("Withdraw the dossier"),
    Kind.STOPPED: _("Stop"),
    Kind.NOTED: _("Add a note"),
}

STATES: dict[int, Promise] = {
    National.REGISTERED: _("newly filed"),
    National.RECEIVED: _("accepted"),
    National.REFUSED: _("not accepted"),
    National.IN_PROCESS: _("in process"),
    National.SUPPLEMENT: _("supplement requested"),
    National.OBLIGATION: _("financial obligation to be met"),
    National.WITHDRAWN: _("withdrawn"),
    National.STOPPED: _("stopped"),
    National.DONE: _("completed"),
    National.HANDED_OVER: _("result handed over"),
}

WAITS: dict[str, Promise] = {
    Wait.APPLICANT: _("waits for the applicant"),
    Wait.AGENCY: _("waits for another agency"),
    Wait.OBLIGATION: _("waits for a financial obligation"),
    Wait.LAW: _("suspended by law"),
}

TIMINGS: dict[str, Promise] = {
    "early": _("before its date"),
    "on_time": _("on its date"),
    "late": _("after its date"),
    "in_time": _("in time"),
    "overdue": _("overdue"),
    "waiting": _("the clock stands"),
    "undetermined": _("no term known"),
}

WARNINGS: dict[str, Promise] = {
    "overdue": _("overdue"),
    "no_apology": _("letter of apology missing"),
    "last_day": _("last day"),
    "share": _("much of the term is used"),
}

OBJECTIONS: dict[str, Promise] = {
    "future": _("This moment has not come yet. Give the moment at which it really happened."),
    "before_last": _(
        "This moment lies before the last recorded event. Events are recorded in the order in "
        "which they happened: check the date and the time."
    ),
    "draft": _("The dossier is still a draft: it must be filed first."),
    "before_receipt": _("The dossier has not been received yet: receive or refuse it first."),
    "after_receipt": _(
        "The dossier has been received, so it can no longer be refused: stop it with its reason."
    ),
    "closed": _(
        "The dossier is closed: nothing more can happen to it but a note or the handing over."
    ),
    "not_completed": _("There is no result to hand over: the dossier has not been completed."),
    "twice": _("This has been recorded already."),
    "nothing_open": _("Nothing of this kind is open, so it cannot end."),
    "waiting": _("The dossier waits for somebody: record the answer first."),
    "not_proposed": _("No decision has been proposed yet."),
    "not_approved": _("The proposal has not been approved yet."),
    "not_signed": _("The decision has not been signed yet."),
}

UPLOADS: dict[str, Promise] = {
    "empty": _("“%(name)s” is empty. Choose the file again."),
    "large": _("“%(name)s” is larger than 25 MB. Scan it with fewer dots per inch, or split it."),
    "many": _("A dossier takes 40 files at most: “%(name)s” is one too many. Join some of them."),
    "type": _(
        "“%(name)s” is none of the kinds that are taken: PDF (without scripts), PNG, JPEG, Word "
        "or Excel (without macros). What counts is what is in the file, not its name."
    ),
}


def clock_refusal(code: str) -> str:
    """Why the deadline ledger cannot count an event, in words."""
    return " ".join(clock_words.refusal(code))
