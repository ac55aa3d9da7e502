"""Working calendars and the deadline ledger. No database, no request: `replay` decides."""

from diaban.clock.calendar import Calendar, CalendarRefused, Day, DayKind, OfficeHours
from diaban.clock.events import Event, Kind, Reason
from diaban.clock.ledger import Clocks, Holder, Ledger, Refusal, State, Timing
from diaban.clock.replay import judge, replay, replay_as_known, standing_on
from diaban.clock.rules import Pause, Rule, RuleRefused, Term, Unit
from diaban.clock.versions import CalendarHistory, Change, Version

__all__ = [
    "Calendar",
    "CalendarHistory",
    "CalendarRefused",
    "Change",
    "Clocks",
    "Day",
    "DayKind",
    "Event",
    "Holder",
    "Kind",
    "Ledger",
    "OfficeHours",
    "Pause",
    "Reason",
    "Refusal",
    "Rule",
    "RuleRefused",
    "State",
    "Term",
    "Timing",
    "Unit",
    "Version",
    "judge",
    "replay",
    "replay_as_known",
    "standing_on",
]
