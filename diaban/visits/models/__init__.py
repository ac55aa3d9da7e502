"""Task-force visits (đoàn, tổ công tác): where they go, what they saw, what was promised there.

What happened to a visit and to a commitment is appended and never changed.
"""

from __future__ import annotations

from diaban.visits.models.commitments import Commitment, CommitmentEvent
from diaban.visits.models.devices import FieldDevice
from diaban.visits.models.journeys import Stop, Visit, VisitEvent
from diaban.visits.models.minutes import Minute, MinuteLetter
from diaban.visits.models.records import Finding, Media, StopField, Submission

__all__ = [
    "Commitment",
    "CommitmentEvent",
    "FieldDevice",
    "Finding",
    "Media",
    "Minute",
    "MinuteLetter",
    "Stop",
    "StopField",
    "Submission",
    "Visit",
    "VisitEvent",
]
