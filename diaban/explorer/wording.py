"""What a stored value is in the reader's words. Needs an active language, no request and no
database.

An unknown value is `None` here and is said in words by whoever shows it: never zero, never a dash
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.editions.model import FieldInfo

# Dates, and numbers that count years in the calendar, not things: they take no thousands separator.
DAYS = frozenset({"opened", "established", "valid_from", "valid_to"})
YEARS = frozenset({"established", "opened", "term_from", "term_to", "year"})

CONFIDENCE = {
    "high": gettext_lazy("High confidence"),
    "medium": gettext_lazy("Medium confidence"),
    "low": gettext_lazy("Low confidence"),
}
CONFIDENCE_SHORT = {
    "high": gettext_lazy("High"),
    "medium": gettext_lazy("Medium"),
    "low": gettext_lazy("Low"),
}
FRESHNESS = {
    "fresh": gettext_lazy("Checked in time"),
    "stale": gettext_lazy("Due for a check"),
    "unknown": gettext_lazy("No check planned"),
}
TRUST = {
    "S-H": gettext_lazy("read in a primary source, or in several that agree"),
    "S-M": gettext_lazy("read in one secondary source"),
    "S-L": gettext_lazy("read in a weak or self-contradicting source"),
    "D": gettext_lazy("arithmetic on sourced facts"),
    "M-H": gettext_lazy("general knowledge, not yet verified"),
    "M-M": gettext_lazy("general knowledge, not yet verified"),
    "M-L": gettext_lazy("general knowledge, not yet verified"),
}
RULES = {
    "only": gettext_lazy("It is the only value that we have."),
    "kind": gettext_lazy("It was chosen because its source is of a higher kind than the others."),
    "as_of": gettext_lazy("It was chosen because it is given for a later day than the others."),
    "recorded": gettext_lazy("It was chosen because it was recorded later than the others."),
}
LOST_BY = {
    "kind": gettext_lazy("its source is of a lower kind"),
    "as_of": gettext_lazy("it is given for an earlier day"),
    "recorded": gettext_lazy("it was recorded earlier"),
}
SOURCE_KINDS = {
    "decision": gettext_lazy("Decision or legal document"),
    "official_figure": gettext_lazy("Official figure"),
    "report": gettext_lazy("Report"),
    "press": gettext_lazy("Press"),
    "open_data": gettext_lazy("Open data"),
    "measured": gettext_lazy("Measured here"),
    "unverified": gettext_lazy("General knowledge, unverified"),
}
LICENCES = {
    "State legal document": gettext_lazy("State legal document"),
    "US government publication": gettext_lazy("US government publication"),
}
METHODS = {
    "surveyed": gettext_lazy("surveyed"),
    "digitised": gettext_lazy("digitised from a map"),
    "admin_centre": gettext_lazy("the administrative centre"),
    "representative_point": gettext_lazy("a representative point"),
    "approximate": gettext_lazy("approximate, unverified"),
    "published_extent": gettext_lazy("the published extent"),
}
KINDS = {
    "park": gettext_lazy("Industrial park"),
    "infrastructure_project": gettext_lazy("Infrastructure project"),
    "economic_zone": gettext_lazy("Economic zone"),
    "locality": gettext_lazy("Locality"),
    "material": gettext_lazy("Raw-material area"),
    "commodity": gettext_lazy("Commodity"),
    "facility": gettext_lazy("Infrastructure"),
    "plot": gettext_lazy("Plot"),
}
OTHER_FIELDS = {
    "location": gettext_lazy("Location"),
    "name": gettext_lazy("Name"),
    "place": gettext_lazy("Place"),
    "value": gettext_lazy("Value"),
    "valid_from": gettext_lazy("Exists since"),
    "valid_to": gettext_lazy("Ended on"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words: `text`, and where it names other subjects, their keys with labels."""

    text: str
    links: tuple[tuple[str, str], ...] = field(default=())


def language() -> str:
    return (get_language() or "vi")[:2]


def half(words: Mapping[str, Any] | None) -> str:
    """The reader's half of {"vi": …, "en": …}; the other one where it is empty."""
    if not words:
        return ""
    return words.get(language()) or words.get("en") or words.get("vi") or ""


def name(record: Mapping[str, Any], stem: str = "name") -> str:
    """The reader's half of a pair of columns."""
    first, second = ("vi", "en") if language() == "vi" else ("en", "vi")
    return str(
        record.get(f"{stem}_{first}") or record.get(f"{stem}_{second}") or record.get("code") or ""
    )


def label(info: FieldInfo | None, name: str) -> str:
    """What a field is called; one that the layer does not describe has only its own name."""
    if info is not None:
        return info.label_vi if language() == "vi" else info.label_en
    return str(OTHER_FIELDS.get(name, name.replace("_", " ")))


def title(layer: Any) -> str:
    """What a layer is called."""
    return layer.title_vi if language() == "vi" else layer.title_en


def choice(info: FieldInfo | None, value: str) -> str:
    """What a stored choice is called."""
    if info is not None and value in info.choices:
        vi, en = info.choices[value]
        return vi if language() == "vi" else en
    return value.replace("_", " ")


def say(
    info: FieldInfo | None,
    value: Any,
    *,
    unit: str | None = None,
    value_label: Any = None,
    field: str = "",
) -> Said | None:
    """A value of a fact record in words; None where it is unknown."""
    if value is None or value == "" or value == []:
        return None
    kind = info.type if info else ""
    if isinstance(value, dict):
        return Said(location(value) if "lon" in value else half(value))
    if isinstance(value, list):
        return _say_list(value, value_label, kind)
    if kind == "reference" or (kind == "" and isinstance(value, str) and _is_key(value)):
        shown = half(value_label) if isinstance(value_label, dict) else ""
        return Said(shown or value, ((value, shown or value),))
    if isinstance(value, bool):
        return Said(_("Yes") if value else _("No"))
    if isinstance(value, int | float):
        return Said(_number(value, unit or (info.unit if info else None), field))
    if kind == "choice":
        shown = half(value_label) if isinstance(value_label, dict) else ""
        return Said(shown or choice(info, value))
    if kind == "date" or field in DAYS:
        return Said(formats.day(value, language()) if _is_day(value) else value)
    return Said(str(value))


def location(value: Mapping[str, Any]) -> str:
    """A position with its accuracy and method: 21.0300° N, 106.8300° E ± 3 km, approximate."""
    lang = language()
    lat, lon = (formats.number(abs(value[axis]), lang, 4) for axis in ("lat", "lon"))
    north = _("N") if value["lat"] >= 0 else _("S")
    east = _("E") if value["lon"] >= 0 else _("W")
    words = f"{lat}° {north}, {lon}° {east}"
    if value.get("accuracy_m") is not None:
        words += f" ± {formats.distance(value['accuracy_m'], lang)}"
    if value.get("method"):
        words += f", {METHODS.get(value['method'], value['method'])}"
    return words


def _number(value: float, unit: str | None, field: str) -> str:
    if field in YEARS and unit in (None, "", "year") and float(value).is_integer():
        return str(int(value))
    return formats.quantity(value, unit, language(), 4 if abs(value) < 100_000 else 1)


def _say_list(values: list[Any], labels: Any, kind: str) -> Said:
    if isinstance(labels, dict) and isinstance(labels.get(language()), list):
        labels = [{lang: labels[lang][at] for lang in labels} for at in range(len(values))]
    names = [
        half(one) if isinstance(one, dict) else str(one)
        for one in (labels if isinstance(labels, list) else values)
    ]
    if kind == "references" or all(isinstance(one, str) and _is_key(one) for one in values):
        return Said(", ".join(names), tuple(zip(values, names, strict=True)))
    return Said(", ".join(names))


def _is_key(value: str) -> bool:
    return value.partition(":")[0] in KEY_KINDS and ":" in value


def _is_day(value: str) -> bool:
    return isinstance(value, str) and value[:4].isdigit()


KEY_KINDS = frozenset(
    {
        "locality",
        "economic_zone",
        "park",
        "infrastructure_project",
        "facility",
        "commodity",
        "material",
        "statement",
    }
)
