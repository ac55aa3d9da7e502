"""What every typed model of the registry shares: resolution writes it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from diaban.geo.fields import GeometryField

_BY_RESOLUTION: ContextVar[bool] = ContextVar("written_by_resolution", default=False)


class EditedBehindResolution(RuntimeError):
    """Code tried to change a typed row directly; assert a value instead (`facts.actions`)."""


@contextmanager
def written_by_resolution() -> Iterator[None]:
    """Within this block typed rows may be written. For `facts.refresh` alone."""
    token = _BY_RESOLUTION.set(True)
    try:
        yield
    finally:
        _BY_RESOLUTION.reset(token)


def _refuse_others(model: type[models.Model]) -> None:
    if not _BY_RESOLUTION.get():
        raise EditedBehindResolution(
            f"{model.__name__} is filled by resolution: call facts.actions.assert_value"
        )


class ResolvedQuerySet(models.QuerySet[Any]):
    """Reads as any other; writing is refused outside of resolution."""

    def update(self, **values: Any) -> int:
        _refuse_others(self.model)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse_others(self.model)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        _refuse_others(self.model)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _refuse_others(self.model)
        return super().bulk_update(*args, **kwargs)


class Subject(models.Model):
    """A thing about which facts are asserted. `key` is "kind:code" and never changes."""

    key = models.CharField(primary_key=True, max_length=160)
    code = models.CharField(max_length=120)
    name_vi = models.TextField(null=True)
    name_en = models.TextField(null=True)
    resolved_at = models.DateTimeField()

    objects = ResolvedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_vi or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_others(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse_others(type(self))
        return super().delete(*args, **kwargs)


class LocatedSubject(Subject):
    """A subject that exists for a time at a place.

    `valid_from` and `valid_to` are the period of its existence, `valid_to` exclusive, null open.
    The place is a point with its accuracy in metres, and perhaps an outline.
    """

    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    location = GeometryField(null=True)
    accuracy_m = models.FloatField(null=True)
    location_method = models.CharField(max_length=40, null=True)
    outline = GeometryField(null=True)

    class Meta:
        abstract = True


# Columns as the typed models declare them: null is unknown, in text too.


def text() -> Any:
    return models.TextField(null=True)


def code(length: int = 60) -> Any:
    return models.CharField(max_length=length, null=True)


def number() -> Any:
    return models.FloatField(null=True)


def whole() -> Any:
    return models.BigIntegerField(null=True)


def day() -> Any:
    return models.DateField(null=True)


def key() -> Any:
    """A reference to another subject by its key: a stable name, not a foreign key, because the
    subject may be asserted later or have ended."""
    return models.CharField(max_length=160, null=True, db_index=True)


def items() -> Any:
    return models.JSONField(null=True)
