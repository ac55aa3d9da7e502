"""What people type of a definition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.facts.units import UNITS
from diaban.indicators import definitions as rules
from diaban.indicators.queries import QUERIES
from diaban.indicators.tables import CODE


def language() -> str:
    return (get_language() or "vi")[:2]


def named(labels: Any) -> list[tuple[str, str]]:
    """Choices out of (Vietnamese, English) labels."""
    place = 0 if language() == "vi" else 1
    return [(value, words[place]) for value, words in labels.items()]


def queries(empty: Any) -> list[tuple[str, Any]]:
    """Every named query with its unit, for a select."""
    label = "label_vi" if language() == "vi" else "label_en"
    found = [
        (one.name, f"{getattr(one, label)} ({formats.unit(one.unit, language())}) · {one.name}")
        for one in QUERIES.values()
    ]
    return [("", empty), *found]


def line(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=400, **more)


class DefinitionForm(forms.Form):
    """One version. `content` gives it back as `tables.content_of` would."""

    code = forms.RegexField(
        f"^{CODE}$", label=lazy("Code"), max_length=80,
        help_text=lazy("Small letters and points, such as land.leased_of_ready."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=lazy("Topic"))
    name_vi = line(lazy("Name in Vietnamese"))
    name_en = line(lazy("Name in English"))
    short_vi = line(lazy("Short name in Vietnamese"), required=False)
    short_en = line(lazy("Short name in English"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"))
    numerator = forms.ChoiceField(label=lazy("Numerator: what is counted"), required=False)
    denominator = forms.ChoiceField(
        label=lazy("Denominator"), required=False, help_text=lazy("Only for a ratio.")
    )
    unit = forms.ChoiceField(label=lazy("Unit in which it is shown"))
    scale = forms.DecimalField(
        label=lazy("Scale"), initial=1, max_digits=24, decimal_places=12,
        help_text=lazy("Divides a count or sum (10000: m² to ha); multiplies a ratio (100: %)."),
    )  # fmt: skip
    decimals = forms.IntegerField(label=lazy("Decimals"), min_value=0, max_value=6, initial=0)
    period = forms.ChoiceField(label=lazy("Period"))
    cutoff = forms.ChoiceField(label=lazy("Cut-off"))
    direction = forms.ChoiceField(label=lazy("Direction"))
    basis_vi = line(lazy("Basis in Vietnamese"), required=False)
    basis_en = line(lazy("Basis in English"), required=False)
    owner = line(lazy("Who answers for it"), required=False)
    valid_from = forms.DateField(
        label=lazy("Holds from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit, formats.unit(unit, language())) for unit in sorted(UNITS)]
        for name, choices in (
            ("topic", named(rules.TOPICS)),
            ("kind", named(rules.KINDS)),
            ("period", named(rules.PERIODS)),
            ("cutoff", named(rules.CUTOFF_NAMES)),
            ("direction", named(rules.DIRECTIONS)),
            ("unit", units),
            ("numerator", queries(lazy("none"))),
            ("denominator", queries(lazy("none"))),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, as the columns of a version."""
        said = dict(self.cleaned_data)
        said["scale"] = Decimal(said["scale"]).normalize()
        for language_ in ("vi", "en"):
            said[f"short_{language_}"] = said[f"short_{language_}"] or said[f"name_{language_}"]
        said["basis_en"] = said["basis_en"] or said["basis_vi"]
        return said | {"trust": "", "source": ""}
