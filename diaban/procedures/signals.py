"""What the rules tell the rooms below: after a change is committed, once."""

from __future__ import annotations

from django.dispatch import Signal

calendar_changed = Signal()
"""A version of the calendar was recorded: open dossiers are to be counted again."""

procedure_published = Signal()
"""A version of a procedure was published; `code` and `number` say which."""
