"""The subjects of the registry by name: for lists, search and inputs that name one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils import timezone

from diaban.design.vietnamese import fold
from diaban.desk.fields import in_language
from diaban.facts import schema
from diaban.facts.schema import ANY_SUBJECT, Kind


@dataclass(frozen=True, slots=True)
class SubjectName:
    """One subject as lists show it; `ended` says that it no longer exists."""

    key: str
    code: str
    kind: Kind
    name: str
    ended: bool

    @property
    def kind_name(self) -> str:
        return self.kind.name

    @property
    def kind_title(self) -> str:
        return kind_title(self.kind)


def kind_title(kind: Kind) -> str:
    return in_language((kind.title_vi, kind.title_en))


def of_kind(kind: Kind) -> Iterator[SubjectName]:
    """Every subject of a kind, in order of its code."""
    model = apps.get_model(kind.model)
    columns = ["key", "code", "name_vi", "name_en"]
    if any(column.name == "valid_to" for column in model._meta.concrete_fields):
        columns.append("valid_to")
    today = timezone.localdate()
    for key, code, vi, en, *end in model._default_manager.order_by("code").values_list(*columns):
        name = in_language((vi or en or code, en or vi or code))
        yield SubjectName(
            key, code, kind, name, any(day is not None and day <= today for day in end)
        )


def everything() -> list[SubjectName]:
    return [subject for kind in schema.kinds() for subject in of_kind(kind)]


def names() -> dict[str, str]:
    """Key → name of every subject."""
    return {subject.key: subject.name for subject in everything()}


def choices(kind: str) -> list[tuple[str, str]]:
    """(key, name) of the subjects of a kind, or of all; those that ended come last."""
    found = everything() if kind == ANY_SUBJECT else list(of_kind(schema.kind(kind)))
    found.sort(key=lambda subject: (subject.ended, subject.name))
    return [(subject.key, f"{subject.name} · {subject.code}") for subject in found]


def find(key: str) -> SubjectName | None:
    """The subject with this key, or None."""
    kind = schema.kind_of(key)
    if kind is None:
        return None
    return next((subject for subject in of_kind(kind) if subject.key == key), None)


def search(text: str, kind: str = "") -> list[SubjectName]:
    """Subjects whose name or code holds every word of `text`, diacritics and đ ignored."""
    words = fold(text).split()
    found = list(of_kind(schema.kind(kind))) if kind else everything()
    return [
        subject
        for subject in found
        if all(word in fold(f"{subject.name} {subject.code} {subject.key}") for word in words)
    ]
