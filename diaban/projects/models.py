"""Investors, projects and what happened to them: the store of record of the investment registry.

A project's events are appended and never changed; a mistaken one is taken back by a withdrawal.
What a project is today is replayed from them (`replay.py`); the columns under "as replayed" repeat
the result for lists, and `actions` alone writes them. Money is decimal, in whole units of its
currency.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation
from diaban.projects import vocabulary as v
from diaban.projects import wording


def user() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


def capital(decimals: int = 2) -> models.DecimalField:
    return models.DecimalField(max_digits=15 + decimals, decimal_places=decimals, null=True)


class Investor(models.Model):
    """Who invests (nhà đầu tư). `country` is ISO 3166-1 alpha-2, "" unknown.

    A private person's name never leaves the desk; who is not known to be an organisation is
    published like one. `organisation` is whose accounts act for the investor, as an officer found
    it: names alone link nobody.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    person = models.BooleanField(
        null=True, help_text="A private person (cá nhân), not an organisation; null is unknown."
    )
    country = models.CharField(max_length=2, blank=True)
    foreign_held = models.BooleanField(
        null=True, help_text="Held by foreigners for more than half; null is unknown."
    )
    parent = models.CharField(max_length=300, blank=True, help_text="Ultimate parent, if known.")
    parent_country = models.CharField(max_length=2, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="investors"
    )
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = user()

    class Meta:
        verbose_name = _("investor")
        verbose_name_plural = _("investors")

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """An investment project (dự án đầu tư). `code` is its stable name, in addresses too.

    `park`, `economic_zone` and `infrastructure_project` are keys of subjects ("park:dong-mai"),
    `sector` a division of VSIC 2025 ("26"), `area` hectares.
    """

    code = models.SlugField(max_length=60, unique=True)
    registered_name = models.CharField(max_length=300, help_text="As first registered.")
    name = models.CharField(max_length=300, blank=True, help_text="As replayed.")
    kind = models.CharField(max_length=20, choices=wording.choices(wording.PROJECT_KINDS))
    park = models.CharField(max_length=160, null=True, blank=True, db_index=True)
    economic_zone = models.CharField(max_length=160, null=True, blank=True, db_index=True)
    infrastructure_project = models.CharField(max_length=160, null=True, blank=True)
    sector = models.CharField(max_length=5, blank=True)
    area = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = user()

    # As replayed after all events; the status is that of the last event, before any expiry.
    status = models.CharField(max_length=20, default=v.UNREGISTERED, db_index=True)
    origin = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    registered_on = models.DateField(null=True, db_index=True)
    term_until = models.DateField(null=True)
    capital = capital()
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.name or self.registered_name


class ProjectEvent(models.Model):
    """Something that happened to a project; see `replay.Event` for what each column means.

    `rate` is VND for one unit of `currency`, frozen with its day and source. `identity` hashes the
    content, so that the same event cannot stand twice. `counted_on` is the last day on which an
    edition counted the event in its sums of money (`disclosure`).
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=wording.choices(wording.EVENT_KINDS))
    on = models.DateField()
    amount = capital()
    currency = models.CharField(max_length=3, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    rate_on = models.DateField(null=True)
    rate_source = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True)
    milestone = models.CharField(max_length=30, blank=True)
    domestic = models.PositiveIntegerField(null=True)
    foreign = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    identity = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = user()
    withdrawn_at = models.DateTimeField(null=True)
    counted_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("project event")
        verbose_name_plural = _("project events")
        ordering = ("on", "pk")
        indexes = [models.Index(fields=["project", "on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "identity"],
                condition=models.Q(withdrawn_at=None),
                name="one_live_event_of_a_content",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Holding(models.Model):
    """An investor's part in the project from this event on; `share` in percent, null unknown."""

    event = models.ForeignKey(ProjectEvent, on_delete=models.PROTECT, related_name="holdings")
    investor = models.ForeignKey(Investor, on_delete=models.PROTECT, related_name="holdings")
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True)

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.investor_id} {self.share}"


class EventWithdrawal(models.Model):
    """A recorded event was a mistake: who took it back, when, and why. The event itself stays."""

    event = models.OneToOneField(ProjectEvent, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = user()

    class Meta:
        verbose_name = _("withdrawal of an event")
        verbose_name_plural = _("withdrawals of events")

    def __str__(self) -> str:
        return self.why


class ProjectImport(models.Model):
    """A list of projects from a spreadsheet, checked and waiting to be taken, or taken.

    `rows` are the list's rows as the file had them, so that what is taken is what was seen.
    """

    name = models.CharField(max_length=200)
    columns = models.JSONField()
    rows = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = user()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of projects")
        verbose_name_plural = _("imports of projects")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name


class StatisticalReport(models.Model):
    """A statistical form (biểu thống kê) for a period, as it was computed. Never changed.

    `content` is what `forms.Sheet.as_dict` returns; `edition` the published edition of that moment.
    """

    form = models.CharField(max_length=4)
    period = models.CharField(max_length=7)
    cutoff = models.CharField(max_length=20)
    content = models.JSONField()
    edition = models.CharField(max_length=60, blank=True)
    demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = user()

    class Meta:
        verbose_name = _("statistical report")
        verbose_name_plural = _("statistical reports")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class ReportStep(models.Model):
    """A step of a report's life: submitted, accepted or returned with a reason."""

    report = models.ForeignKey(StatisticalReport, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=wording.choices(wording.REPORT_STEPS))
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = user()

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.step
