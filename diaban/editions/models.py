"""The register of publications: asked for, under way, done, or why not. Only the desk reads it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("waiting for the worker")
    RUNNING = "running", _("being written")
    PUBLISHED = "published", _("published")
    UNCHANGED = "unchanged", _("nothing had changed")
    FAILED = "failed", _("failed")
    INTERRUPTED = "interrupted", _("interrupted")


class Publication(models.Model):
    """One request to publish and what became of it. At most one waits: it will take in every
    change that was saved before it starts.
    """

    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty where the registry itself asked, after a change."),
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    edition = models.CharField(
        max_length=32, blank=True, help_text="The edition it made, or found and left current."
    )
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=State.WAITING),
                name="editions_one_publication_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def under_way(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def went_wrong(self) -> bool:
        return self.state in (State.FAILED, State.INTERRUPTED)
