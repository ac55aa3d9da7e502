"""The telephones and tablets that took visits along."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FieldDevice(models.Model):
    """A telephone or tablet that took visits along for one person; `device` is the name that the
    application made for itself. While `lost_at` is set the server answers it nothing but that it is
    lost; `emptied_at` is when it heard so."""

    device = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="field_devices"
    )
    kind = models.CharField(max_length=120, blank=True, help_text="As the browser names it.")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device in the field")
        verbose_name_plural = _("devices in the field")
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["device", "user"], name="field_device_of_a_person")
        ]

    def __str__(self) -> str:
        return self.device
