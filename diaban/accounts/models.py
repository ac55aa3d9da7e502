"""People who sign in, and what they are to the authority."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the authority; `permissions.ALLOWED` says what each may do."""

    ENTERPRISE = "enterprise", _("enterprise")  # doanh nghiệp
    AGENCY = "agency", _("agency")  # sở, ngành, địa phương, đơn vị phối hợp
    OFFICER = "officer", _("officer")  # chuyên viên
    EDITOR = "editor", _("data editor")  # biên tập dữ liệu
    LEADER = "leader", _("leader")  # lãnh đạo
    ADMIN = "admin", _("administrator")  # quản trị


class Organisation(models.Model):
    """A legal person that files, holds and asks (tổ chức): an enterprise, an investor, an agency.

    Its people are the accounts that point to it; what one of them files belongs to the
    organisation, so that a colleague can follow it and a leaver takes nothing away.
    """

    name_vi = models.CharField(_("name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    # Mã số thuế / mã số doanh nghiệp: 10 digits, or 13 for a dependent unit; unknown is null.
    tax_code = models.CharField(
        _("tax code"),
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[
            RegexValidator(r"^\d{10}(-?\d{3})?$", _("A tax code has 10 digits, or 10 and 3 more."))
        ],
    )
    address = models.CharField(_("address"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may act"), default=True)
    demonstration = models.BooleanField(_("demonstration"), default=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_vi"]

    def __str__(self) -> str:
        return self.name_vi


class User(AbstractUser):
    """One person's account. The role least trusted is the one a new account begins with."""

    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.ENTERPRISE)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
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
