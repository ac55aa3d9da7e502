"""Which people answer for which owner, how they want to be told, and what they were told.

An owner (đơn vị phụ trách) is words, as `facts.FreshnessPolicy` has them: units outlive people.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Steward(models.Model):
    """One person who does the work of an owner; an owner may have several, and a person too."""

    owner = models.CharField(max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships"
    )

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        ordering = ["owner", "person__username"]
        constraints = [models.UniqueConstraint(fields=["owner", "person"], name="one_stewardship")]

    def __str__(self) -> str:
        return f"{self.owner}: {self.person}"


class Preference(models.Model):
    """How a person wants the weekly letter; somebody who never said gets it in Vietnamese."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letter_preference"
    )
    language = models.CharField(
        _("language of the letter"), max_length=2, choices=settings.LANGUAGES, default="vi"
    )
    weekly = models.BooleanField(_("a letter every week"), default=True)

    class Meta:
        verbose_name = _("letter preference")
        verbose_name_plural = _("letter preferences")

    def __str__(self) -> str:
        return f"{self.person}: {self.language if self.weekly else '–'}"


class LetterState(models.TextChoices):
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    NOTHING = "nothing", _("there was nothing to say")
    FAILED = "failed", _("failed")


class Letter(models.Model):
    """The letter of one week about one owner to one person: at most one is ever sent.

    `week` is the week's Monday. The row is written before the letter goes out, so that of two
    workers only one sends it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner = models.CharField(max_length=200)
    week = models.DateField()
    state = models.CharField(max_length=16, choices=LetterState.choices)
    at = models.DateTimeField()
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["person", "owner", "week"], name="one_letter_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.owner} → {self.person}: {self.state}"
