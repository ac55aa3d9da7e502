"""The public page of petitions, made of an edition's document. Pure but for the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from diaban.petitions import vocabulary, wording
from diaban.petitions.figures import ANSWERED, Bucket
from diaban.petitions.forms import language

Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio as people read it: both terms, and the percentage where there is one."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        return 100 * self.numerator / self.denominator if self.denominator else None


def of(document: Mapping[str, Any], wanted: str, place_name: Name) -> dict[str, Any]:
    """What the page shows; `wanted` is the quarter asked for, the last closed one if unknown."""
    quarters = document["quarters"]
    named = {one["period"]: one for one in quarters}
    closed = [one for one in quarters if one["closed"]]
    shown = named.get(wanted) or (closed or quarters)[-1]
    return {
        "periods": [one["period"] for one in reversed(quarters)],
        "period": shown["period"],
        "closed": shown["closed"],
        "received": shown["received"],
        "carried": shown["carried"],
        "in_hand": shown["received"] + shown["carried"],
        "buckets": _buckets(shown),
        "fields": _counted(shown["by_field"], vocabulary.PUBLISHED_LABELS),
        "petitioners": [
            line | {"different": shown["petitioners"].get(line["value"], 0)}
            for line in _counted(shown["by_petitioner_kind"], vocabulary.PETITIONERS)
        ],
        "in_term": _share(shown["in_term"]),
        "in_term_of_answered": _share(shown["in_term_of_answered"]),
        "satisfied": _share(shown["satisfied"]),
        "still_solved": _share(shown["still_solved"]),
        "more": {name: shown[name] for name in
                 ("reopened", "recurring", "transferred", "transferred_late", "confirmed",
                  "silent")},
        "bodies": _outcomes(shown.get("by_body", ()), _body),
        "parks": _outcomes(
            shown.get("by_park", ()), lambda row: _named(row["place"], place_name)
        ),
        "series": [_point(one) for one in quarters],
        "open": _open(document["open"], document["causes"], place_name),
        "causes": [_cause(one, place_name) for one in document["causes"]],
        "answers": [_answer(one, place_name) for one in document["answers"]],
    }  # fmt: skip


def _share(ratio: Mapping[str, int]) -> Share:
    return Share(ratio["numerator"], ratio["denominator"])


def _buckets(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    total = sum(shown["buckets"].values())
    return [
        {
            "value": bucket.value,
            "label": wording.BUCKETS[bucket],
            "count": count,
            "percent": 100 * count / total if total else 0,
        }
        for bucket in Bucket
        if (count := shown["buckets"].get(bucket.value, 0))
    ]


def _counted(counts: Mapping[str, int], labels: vocabulary.Labels) -> list[dict[str, Any]]:
    """Lines with a bar each, the largest first."""
    largest = max(counts.values(), default=0)
    return [
        {
            "value": value,
            "label": vocabulary.label(labels, value, language()),
            "count": count,
            "width": 100 * count / largest if largest else 0,
        }
        for value, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _point(one: Mapping[str, Any]) -> dict[str, Any]:
    answered = sum(one["buckets"].get(bucket.value, 0) for bucket in ANSWERED)
    return {
        "period": one["period"],
        "received": one["received"],
        "answered": answered,
        "late": one["buckets"].get(Bucket.ANSWERED_LATE.value, 0),
        "overdue": one["buckets"].get(Bucket.OPEN_OVERDUE.value, 0),
        "reopened": one["reopened"],
        "in_term": _share(one["in_term_of_answered"]),
    }


def _outcomes(
    rows: Iterable[Mapping[str, Any]], name: Callable[[Mapping[str, Any]], str]
) -> list[dict[str, Any]]:
    """Lines of a quarter's table by body or by park, whoever had the most in hand first."""
    lines = [{**row, "name": name(row)} for row in rows]
    return sorted(lines, key=lambda line: (-line["received"] - line["carried"], line["name"]))


def _body(row: Mapping[str, Any]) -> str:
    if not row["body"]:
        return gettext("nobody yet")
    return str(row["name"][_side()]) if row["name"] else str(row["body"])


def _open(
    rows: Iterable[Mapping[str, Any]], causes: Iterable[Mapping[str, Any]], place_name: Name
) -> list[dict[str, Any]]:
    """Open petitions by place, with the fields that they are about, their published causes with
    how many each has (`known` together), and how many have none.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        empty = {"key": row["place"], "count": 0, "fields": [], "causes": [], "known": 0}
        place = found.setdefault(row["place"], empty)
        place["count"] += row["count"]
        label = vocabulary.label(vocabulary.PUBLISHED_LABELS, row["field"], language())
        place["fields"].append((label, row["count"]))
    for cause in causes:
        for key, count in cause["places"].items():
            if key in found:
                found[key]["causes"].append((cause["title"][_side()], count))
                found[key]["known"] += count
    lines = [
        place | {"name": _named(place["key"], place_name),
                 "without": max(place["count"] - place["known"], 0)}
        for place in found.values()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line["count"], line["name"]))


def _named(key: str, place_name: Name) -> str:
    if not key:
        return vocabulary.label(vocabulary.PLACES, "outside_zone", language())
    return place_name(key)


def _cause(one: Mapping[str, Any], place_name: Name) -> dict[str, Any]:
    remedy = one["remedy"]
    return {
        "title": one["title"][_side()],
        "field": vocabulary.label(vocabulary.PUBLISHED_LABELS, one["field"], language()),
        "open": one["open"],
        "total": one["total"],
        "places": [(_named(key, place_name), count) for key, count in one["places"].items()],
        "remedy": remedy
        and {
            "title": remedy["title"][_side()],
            "owner": remedy["owner"][_side()],
            "first_promised": remedy["first_promised"],
            "promised": remedy["promised"],
            "finished": remedy["finished"],
            "given_up": remedy["given_up"],
        },
    }


def _answer(one: Mapping[str, Any], place_name: Name) -> dict[str, Any]:
    body = one["body"]
    return {
        **one,
        "field": vocabulary.label(vocabulary.PUBLISHED_LABELS, one["field"], language()),
        "place": _named(one["place"], place_name),
        "body": body[_side()] if body else "",
    }


def _side() -> str:
    return "vi" if language().startswith("vi") else "en"
