"""From the desk's forms to the registry's actions: one transaction, one meaning."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from diaban.accounts.models import User
from diaban.desk import fields
from diaban.desk.forms import NEW, SOURCE_PARTS, FactForm
from diaban.facts import actions
from diaban.facts.models import Assertion, Check
from diaban.facts.refusal import ValueRefused

TERMS = ("as_of", "valid_from", "valid_to")


def record(subject: str, form: FactForm, *, by: User) -> Assertion | None:
    """Record what a valid form says, with its new source if it has one.

    What only the registry can refuse (a place outside the province, the same value again) is put
    beside the input at fault; then nothing is recorded, and the answer is None.
    """
    said = form.cleaned_data
    try:
        with transaction.atomic():
            source = said["source"]
            if said["source_is"] == NEW:
                described = {name: form.new_source.cleaned_data[name] for name in SOURCE_PARTS}
                source = actions.add_source(**described, by=by)
            return actions.assert_value(
                subject,
                form.spec.name,
                form.value.value,
                unit=form.value.unit or None,
                source=source,
                trust=said["trust"],
                **noted(said["note"]),
                by=by,
                **{name: said[name] for name in TERMS},
            )
    except ValueRefused as refused:
        form.add_error(input_of(form, refused), str(refused))
    except actions.ActionRefused as refused:
        form.add_error(None, str(refused))
    return None


def input_of(form: FactForm, refused: ValueRefused) -> str | None:
    """The input beside which a refusal of the registry is said; None for the form as a whole."""
    if refused.part in ("source", "trust", *TERMS):
        return refused.part
    if refused.part in SOURCE_PARTS:
        return None
    return fields.input_at_fault(form.spec, refused, form.cleaned_data)


def mark_checked(chosen: Iterable[tuple[str, str]], *, by: User, note: str) -> list[Check]:
    """Mark (subject, field) pairs as checked, all of them or none.

    Raises:
        ActionRefused: one of them says nothing that could be checked.
    """
    with transaction.atomic():
        return [actions.mark_checked(key, field, by=by, **noted(note)) for key, field in chosen]


def noted(text: str) -> dict[str, str]:
    """A note in the person's own words: it is in the language of the page it was written on."""
    return {"note_vi" if fields.language() == "vi" else "note": text}
