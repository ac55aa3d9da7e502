"""People who sign in, and what they are to the authority."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the authority; `permissions.ALLOWED` says what each may do."""

    ENTERPRISE = "enterprise", _("enterprise")  # doanh nghiệp
    OFFICER = "officer", _("officer")  # chuyên viên
    EDITOR = "editor", _("data editor")  # biên tập dữ liệu
    LEADER = "leader", _("leader")  # lãnh đạo
    ADMIN = "admin", _("administrator")  # quản trị


class User(AbstractUser):
    """One person's account. The role least trusted is the one a new account begins with."""

    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.ENTERPRISE)
    demonstration = models.BooleanField(
        _("demonstration account"),
        default=False,
        help_text=_("Made by `diaban init --demonstration`; its password is printed openly."),
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]
        verbose_name_plural = _("accounts")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
