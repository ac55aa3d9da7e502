"""Records that are written once: events and postings are appended, never changed or removed."""

from __future__ import annotations

from typing import Any

from django.db import models


class WrittenOnce(RuntimeError):
    """Code tried to change or remove what is on record; append an event that says what changed."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and appends as any other; changing and removing are refused."""

    def update(self, **values: Any) -> int:
        raise WrittenOnce(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{self.model.__name__} is append-only")

    def forget_demonstration(self) -> int:
        """Take away records that were only ever examples. For `land.demonstration` alone."""
        return int(self._raw_delete(self.db))


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{type(self).__name__} is append-only")
