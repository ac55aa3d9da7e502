"""Who may do what to a dossier, and what each step must say. One table, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diaban.accounts.permissions import Permission
from diaban.dossiers.lifecycle import Kind


@dataclass(frozen=True, slots=True)
class Step:
    """`permission` on the desk; `applicant`: the filing organisation may do it too."""

    permission: Permission
    reason: bool = False
    applicant: bool = False
    files: bool = False
    to: bool = False
    """It names the officer who goes on with it."""
    agency: bool = False
    days: bool = False
    letter: str = ""
    """The form (01–07) that goes out with it."""


_HANDLE, _DECIDE = Permission.HANDLE_DOSSIERS, Permission.DECIDE_DOSSIERS

STEPS: Mapping[Kind, Step] = {
    Kind.SUBMITTED: Step(_HANDLE, applicant=True, files=True),
    Kind.RECEIVED: Step(_HANDLE, to=True, letter="01"),
    Kind.REFUSED: Step(_HANDLE, reason=True, letter="03"),
    Kind.ASSIGNED: Step(Permission.ASSIGN_DOSSIERS, to=True),
    Kind.FORWARDED: Step(_HANDLE, to=True, letter="06"),
    Kind.SUPPLEMENT_REQUESTED: Step(_HANDLE, reason=True, letter="02"),
    Kind.SUPPLIED: Step(_HANDLE, applicant=True, files=True),
    Kind.SENT_TO_AGENCY: Step(_HANDLE, reason=True, agency=True, files=True),
    Kind.RETURNED_BY_AGENCY: Step(_HANDLE, files=True),
    Kind.OBLIGATION_RAISED: Step(_HANDLE, reason=True),
    Kind.OBLIGATION_MET: Step(_HANDLE, files=True),
    Kind.SUSPENDED: Step(_DECIDE, reason=True),
    Kind.RESUMED: Step(_DECIDE),
    Kind.EXTENSION_AGREED: Step(_DECIDE, reason=True, days=True, letter="04"),
    Kind.APOLOGISED: Step(_HANDLE, reason=True, letter="04"),
    Kind.PROPOSED: Step(_HANDLE, reason=True, files=True),
    Kind.APPROVED: Step(_DECIDE),
    Kind.SENT_BACK: Step(_DECIDE, reason=True),
    Kind.SIGNED: Step(_DECIDE, files=True),
    Kind.COMPLETED: Step(_HANDLE, files=True),
    Kind.HANDED_OVER: Step(_HANDLE),
    Kind.WITHDRAWN: Step(_HANDLE, reason=True, applicant=True),
    Kind.STOPPED: Step(_DECIDE, reason=True, letter="05"),
    Kind.NOTED: Step(_HANDLE, reason=True),
}

INTERNAL = frozenset({Kind.NOTED, Kind.ASSIGNED, Kind.FORWARDED, Kind.PROPOSED, Kind.APPROVED,
                      Kind.SENT_BACK})  # fmt: skip
"""Steps whose words are the authority's own: an applicant sees that they happened, not why."""
