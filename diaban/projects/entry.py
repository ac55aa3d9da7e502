"""What an officer types about a project: one form for each kind of event, one for a new project.

Money and numbers are read as people of the reader's language write them (1.200.000,5 or
1,200,000.5); what could be read both ways is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design.numbers import plain_number
from diaban.facts.refusal import ValueRefused
from diaban.projects import money, places, vsic, wording
from diaban.projects import vocabulary as v
from diaban.projects.actions import ActionRefused, Share
from diaban.projects.models import Investor, Project
from diaban.projects.replay import Event

INVESTORS = 3


class AmountField(forms.CharField):
    """A decimal number as a person of the reader's language writes it."""

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        try:
            return Decimal(plain_number(text, wording.language()))
        except ValueRefused as refused:
            raise ValidationError(str(refused)) from None
        except InvalidOperation:
            raise ValidationError(_("This is no number. Write digits only.")) from None


def amount(label: Any, *, required: bool = True, help_text: Any = "") -> AmountField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return AmountField(label=label, required=required, max_length=40, widget=widget,
                       help_text=help_text)  # fmt: skip


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def choose(label: Any, names: Mapping[str, Any], *, required: bool = True) -> forms.ChoiceField:
    options = [("", lazy("choose")), *names.items()]
    return forms.ChoiceField(label=label, choices=options, required=required)


def _money_fields() -> dict[str, forms.Field]:
    return {
        "amount": amount(
            lazy("Amount"), help_text=lazy("In whole units: 1200000, not 1.2 million.")
        ),
        "currency": choose(lazy("Currency"), {code: code for code in money.CURRENCIES}),
        "rate": amount(lazy("Exchange rate (VND for one unit)"), required=False),
        "rate_on": day(lazy("Day of the rate"), required=False),
        "rate_source": forms.CharField(
            label=lazy("Who gave the rate"), required=False, max_length=300
        ),
    }  # fmt: skip


def _people_fields() -> dict[str, forms.Field]:
    return {
        "domestic": forms.IntegerField(
            label=lazy("Vietnamese workers"), required=False, min_value=0, max_value=10**6
        ),
        "foreign": forms.IntegerField(
            label=lazy("Foreign workers"), required=False, min_value=0, max_value=10**6
        ),
    }


def _investor_fields() -> dict[str, forms.Field]:
    """Up to `INVESTORS` of them; the first must be named."""
    fields: dict[str, forms.Field] = {}
    for number in range(1, INVESTORS + 1):
        first = number == 1
        fields |= {
            f"investor_{number}": forms.CharField(
                label=_("Investor %(number)d") % {"number": number}, max_length=300, required=first
            ),
            f"country_{number}": forms.CharField(
                label=_("Nationality of investor %(number)d") % {"number": number},
                max_length=2, min_length=2, required=first,
                help_text=lazy("Two letters: VN, KR, JP …"),
            ),
            f"share_{number}": amount(
                _("Share of investor %(number)d, %%") % {"number": number}, required=False
            ),
            f"parent_{number}": forms.CharField(
                label=_("Ultimate parent of investor %(number)d") % {"number": number},
                max_length=300,
                required=False,
            ),
            f"person_{number}": forms.NullBooleanField(
                label=_("Investor %(number)d is a private person") % {"number": number},
                required=False,
                help_text=lazy("Unknown is published like a private person: without the capital."),
            ),
        }  # fmt: skip
    return fields


def _text_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea({"rows": 2}))


def fields_of(kind: str) -> dict[str, forms.Field]:
    """The inputs that this kind of event needs, after the day and the document."""
    fields: dict[str, forms.Field] = {}
    if kind in v.WITH_HOLDINGS:
        fields |= _investor_fields()
    if kind in v.WITH_MONEY:
        fields |= _money_fields()
    if kind in v.WITH_LABOUR:
        fields |= _people_fields()
    if kind in v.WITH_MILESTONE:
        fields["milestone"] = choose(lazy("Milestone"), wording.MILESTONES)
    if kind == v.COMMITTED:
        fields["until"] = day(lazy("Promised for"))
    if kind in (v.REGISTERED, v.TERM_CHANGED):
        fields["until"] = day(lazy("Term until"), required=kind == v.TERM_CHANGED)
    if kind == v.RENAMED:
        fields["text"] = forms.CharField(label=lazy("New name"), max_length=300)
    elif kind == v.GOALS_CHANGED:
        fields["text"] = _text_field(lazy("Goals and scale"))
    return fields


class EventForm(forms.Form):
    """One event of `kind`. `event()` and `shares()` say it to the registry once it is valid."""

    on = day(lazy("Day"))
    number = forms.CharField(
        label=lazy("Document"), required=False, max_length=100,
        help_text=lazy("Number of the certificate, decision or report."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields |= fields_of(kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in self._investors(cleaned):
            try:
                cleaned[f"country_{number}"] = clean_country(cleaned.get(f"country_{number}") or "")
            except ValidationError as error:
                self.add_error(f"country_{number}", error)
            self._check_person(cleaned, number)
        given = [name for name in ("rate", "rate_on", "rate_source") if cleaned.get(name)]
        if given and len(given) < 3:
            self.add_error("rate", wording.REASONS["rate_without_terms"]())
        return cleaned

    def _check_person(self, cleaned: Mapping[str, Any], number: int) -> None:
        found = known_investor(cleaned[f"investor_{number}"], cleaned.get(f"country_{number}"))
        if found and differs(found, cleaned.get(f"person_{number}")):
            self.add_error(f"person_{number}", said_otherwise(found))

    def event(self) -> Event:
        said = self.cleaned_data
        rate = None
        if said.get("rate"):
            rate = money.Rate(said["rate"], said["rate_on"], said["rate_source"])
        return Event(
            kind=self.kind,
            on=said["on"],
            amount=said.get("amount"),
            currency=said.get("currency") or "",
            rate=rate,
            until=said.get("until"),
            milestone=said.get("milestone") or "",
            domestic=said.get("domestic"),
            foreign=said.get("foreign"),
            number=said.get("number") or "",
            text=said.get("text") or "",
        )

    def _investors(self, said: Mapping[str, Any]) -> list[int]:
        return [number for number in range(1, INVESTORS + 1) if said.get(f"investor_{number}")]

    def shares(self, by: Any) -> list[Share]:
        """The investors with their shares; made where the registry does not know them yet."""
        said = self.cleaned_data
        return [
            (
                investor_named(
                    said[f"investor_{n}"],
                    said[f"country_{n}"],
                    person=said[f"person_{n}"],
                    parent=said[f"parent_{n}"],
                    by=by,
                ),
                said[f"share_{n}"],
            )
            for n in self._investors(said)
        ]


def clean_country(code: str) -> str:
    """A nationality as two letters.

    Raises:
        ValidationError: there is no such country.
    """
    code = code.strip().upper()
    if code not in wording.countries():
        raise ValidationError(
            _("“%(code)s” is no country. Write two letters, such as VN or KR.") % {"code": code}
        )
    return code


def known_investor(name: str, country: str | None) -> Investor | None:
    return Investor.objects.filter(
        name=name.strip(), country=country or "", demonstration=False
    ).first()


def differs(found: Investor, person: bool | None) -> bool:
    """Whether the registry knows the opposite of what is said; the unknown differs from nothing."""
    return None not in (found.person, person) and found.person != person


def said_otherwise(found: Investor) -> str:
    kept = _("a private person") if found.person else _("an organisation")
    return _("The registry has %(name)s as %(kind)s. Correct it there, or say the same here.") % {
        "name": found.name, "kind": kept,
    }  # fmt: skip


def investor_named(
    name: str, country: str, *, person: bool | None = None, parent: str = "", by: Any = None
) -> Investor:
    """The investor of this name and nationality; a new one where the registry has none. What was
    unknown of a known one (private person or organisation) is known from now on.

    Raises:
        ActionRefused: the registry knows the opposite.
    """
    found = known_investor(name, country)
    if found:
        if differs(found, person):
            raise ActionRefused(said_otherwise(found))
        if person is not None and found.person is None:
            found.person = person
            found.save(update_fields=["person"])
        return found
    number = Investor.objects.count() + 1
    while Investor.objects.filter(code=f"NDT-{number}").exists():
        number += 1
    return Investor.objects.create(
        code=f"NDT-{number}",
        name=name.strip(),
        country=country,
        person=person,
        parent=parent.strip(),
        recorded_by=by,
    )


class ProjectForm(EventForm):
    """A new project with its certificate (or the approval that stands for it)."""

    code = forms.SlugField(
        label=lazy("Code"), max_length=60,
        help_text=lazy("Its name in addresses, for ever: letters, digits and hyphens."),
    )  # fmt: skip
    name = forms.CharField(label=lazy("Name of the project"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=v.REGISTERED, **kwargs)
        sectors = {
            code: f"{code} {vsic.name_of(code, wording.language())}" for code in vsic.DIVISIONS
        }
        self.fields |= {
            "kind": choose(lazy("Kind"), wording.PROJECT_KINDS),
            "park": choose(lazy("Industrial park"), places.parks(), required=False),
            "economic_zone": choose(lazy("Economic zone"), places.zones(), required=False),
            "infrastructure_project": choose(
                lazy("Infrastructure project"), places.infrastructure(), required=False
            ),
            "sector": choose(lazy("Sector (VSIC 2025)"), sectors, required=False),
            "area": amount(lazy("Area, ha"), required=False),
            "text": forms.CharField(
                label=lazy("Goals and scale"), required=False, max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            ),
        }  # fmt: skip

        self.order_fields(
            ("code", "name", "kind", "park", "economic_zone", "infrastructure_project", "sector",
             "area", "on", "number", "until", "amount", "currency", "rate", "rate_on",
             "rate_source")
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("park") and not cleaned.get("economic_zone"):
            self.add_error("park", _("Say where it lies: a park, an economic zone, or both."))
        return cleaned

    def project(self) -> Project:
        said = self.cleaned_data
        return Project(
            code=said["code"],
            registered_name=said["name"],
            kind=said["kind"],
            park=said["park"] or None,
            economic_zone=said["economic_zone"] or None,
            infrastructure_project=said["infrastructure_project"] or None,
            sector=said["sector"],
            area=said["area"],
        )


class WithdrawForm(forms.Form):
    """Why one takes a recorded event back."""

    why = forms.CharField(
        label=lazy("Why it was a mistake"),
        max_length=1000,
        error_messages={"required": lazy("Say why: the next person will ask.")},
        widget=forms.Textarea({"rows": 2}),
    )


def asked_day(text: str) -> date | None:
    """A day of an address; what is none is None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
