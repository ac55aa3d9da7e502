"""Notices, how each person wants them, and the letters that carried them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.notices.wording import address, of_language


class Delivery(models.TextChoices):
    """How a notice goes out by e-mail; in the program it is always there."""

    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in one letter a working day")
    NONE = "none", _("not at all")


class Reader(models.Model):
    """How a person wants to be written to; who never said reads Vietnamese."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_reader"
    )
    language = models.CharField(
        _("language of the letters"), max_length=2, choices=settings.LANGUAGES, default="vi"
    )

    class Meta:
        verbose_name = _("reader of notices")
        verbose_name_plural = _("readers of notices")

    def __str__(self) -> str:
        return f"{self.person}: {self.language}"


class Preference(models.Model):
    """How a person wants one kind; without a row, as the kind's default says."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=60)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)

    class Meta:
        verbose_name = _("preference of notices")
        verbose_name_plural = _("preferences of notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_preference_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.delivery}"


class Letter(models.Model):
    """One e-mail with notices: of one at once, or the digest of a `day`.

    The row is the claim on the sending: it is written, committed, and only then the letter goes
    out. Of two senders the second finds it.
    """

    class State(models.TextChoices):
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(null=True, blank=True, help_text="Of a digest; empty: at once.")
    state = models.CharField(max_length=8, choices=State.choices)
    at = models.DateTimeField()
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter with notices")
        verbose_name_plural = _("letters with notices")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=~Q(day=None), name="one_digest_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day or self.at} → {self.person}: {self.state}"


class Notice(models.Model):
    """One thing that one person is told (thông báo).

    `title` and `text` are `wording.Words`; `href` is an address without its language. `about` is
    the key of what it is about (`petition:KN-2025-0001`). `once`: of the same kind and `once`, a
    person is told one time only. `delivery` is what the person had chosen on that day.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    title = models.JSONField()
    text = models.JSONField(default=dict, blank=True)
    href = models.CharField(max_length=300)
    about = models.CharField(max_length=160, blank=True, db_index=True)
    once = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["delivery", "at"], name="notice_to_mail",
                         condition=Q(read_at=None)),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "once"], condition=~Q(once=""), name="told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.person_id}"

    def title_in(self, language: str | None = None) -> str:
        return of_language(self.title, language)

    def text_in(self, language: str | None = None) -> str:
        return of_language(self.text, language)

    def address_in(self, language: str | None = None) -> str:
        return address(self.href, language)
