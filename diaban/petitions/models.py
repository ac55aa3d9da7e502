"""Petitions (kiến nghị), what happened to them, who answers, their causes and remedies.

The events are the truth and are only appended. The columns of `Petition` under "as replayed" repeat
what `standing.renew` made of them, for lists.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation
from diaban.land.append_only import AppendOnly
from diaban.petitions.course import State

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads like something else


def new_secret() -> str:
    """Ten letters with which the asker follows without an account."""
    return "".join(secrets.choice(ALPHABET) for _n in range(10))


def person(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        **({"related_name": "+"} | more),
    )  # fmt: skip


class Body(models.Model):
    """Who answers (cơ quan, đơn vị): the authority, a department, a commune, a utility company.

    Its people are the accounts that see and answer what is routed to it.
    """

    code = models.SlugField(primary_key=True, max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    source = models.CharField(max_length=100, blank=True)
    trust = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=120, default="staff")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="bodies", blank=True)

    class Meta:
        verbose_name = _("body that answers")
        verbose_name_plural = _("bodies that answer")
        ordering = ["name_vi"]

    def __str__(self) -> str:
        return self.name_vi

    def name(self, language: str) -> str:
        return self.name_vi if language.startswith("vi") else self.name_en


class RouteVersion(models.Model):
    """One version of a route, as `routing.Route`; it is withdrawn, never changed."""

    category = models.CharField(max_length=40)
    place = models.CharField(max_length=160, blank=True)
    petitioner = models.CharField(max_length=40, blank=True)
    lead = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="leads")
    coordinating = models.JSONField(default=list, blank=True, help_text="Codes of bodies.")
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)
    first_answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    basis = models.TextField(blank=True)
    trust = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=120, default="staff")
    identity = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("route of petitions")
        verbose_name_plural = _("routes of petitions")
        ordering = ["category", "place", "petitioner", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_route_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None)
                | Q(valid_from=None)
                | Q(valid_to__gt=models.F("valid_from")),
                name="route_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.place or '*'} → {self.lead_id}"


class RungVersion(models.Model):
    """One version of a rung of the ladder, as `escalation.Rung`; it is withdrawn, never changed.

    `used` is per cent of the term, `overdue` working days; one of them is given.
    """

    level = models.CharField(max_length=20)
    used = models.PositiveSmallIntegerField(null=True, blank=True)
    overdue = models.PositiveSmallIntegerField(null=True, blank=True)
    trust = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=120)
    identity = models.CharField(max_length=64, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("rung of the ladder")
        verbose_name_plural = _("rungs of the ladder")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(withdrawn_at=None), name="live_rung_once"
            ),
            models.CheckConstraint(
                condition=Q(used=None, overdue__isnull=False) | Q(used__isnull=False, overdue=None),
                name="rung_has_one_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.level


class Remedy(models.Model):
    """What answers several petitions at once (giải pháp): a substation, a ruling, a road."""

    title_vi = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250, blank=True)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="remedies")
    cost_vnd = models.DecimalField(max_digits=18, decimal_places=0, null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person()

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")

    def __str__(self) -> str:
        return self.title_vi


class RemedyEvent(AppendOnly):
    """Something about a remedy: promised for a day, postponed, a step done, finished, given up."""

    class Kind(models.TextChoices):
        PROMISED = "promised", _("promised for a day")
        POSTPONED = "postponed", _("postponed")
        STEP = "step", _("a step done")
        FINISHED = "finished", _("finished")
        GIVEN_UP = "given_up", _("given up")

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The day promised.")
    text = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = person()

    class Meta:
        verbose_name = _("event of a remedy")
        verbose_name_plural = _("events of remedies")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.remedy_id} {self.kind} {self.on}"


class Cause(models.Model):
    """Why petitions are made (nguyên nhân); several causes may share one remedy."""

    title_vi = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250, blank=True)
    category = models.CharField(max_length=40)
    remedy = models.ForeignKey(
        Remedy, null=True, blank=True, on_delete=models.PROTECT, related_name="causes"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person()
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = person()

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ["category", "title_vi"]

    def __str__(self) -> str:
        return self.title_vi


class Counter(models.Model):
    """The last number given out in a year; the row is the lock."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of petitions")
        verbose_name_plural = _("counters of petitions")
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="one_counter_of_petitions")
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Petition(models.Model):
    """One petition. `number` is its stable name: KN-2025-0001.

    `place` is a subject's key, `longitude` and `latitude` a point on the map if one was given.
    `term_days` and the days after it are those of its route on the day of filing, and stay; where
    no route fitted, the usual ones are given with the first routing by hand.
    """

    number = models.CharField(max_length=24, unique=True)
    secret = models.CharField(max_length=16, default=new_secret, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    category = models.CharField(max_length=40)
    petitioner_kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions"
    )
    petitioner_name = models.CharField(max_length=250, blank=True)
    contact = models.CharField(max_length=250, blank=True)
    place = models.CharField(max_length=160, blank=True, db_index=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    project = models.CharField(max_length=160, blank=True, db_index=True)
    filed_by = person()
    route = models.ForeignKey(
        RouteVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions"
    )
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)
    first_answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField()
    cause = models.ForeignKey(
        Cause, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions"
    )
    recurs = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="recurrences"
    )
    proposed_answer = models.TextField(blank=True, help_text="Proposed by a finished remedy.")
    public_question = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    # The number of events: an action says which one it has seen.
    version = models.PositiveIntegerField(default=0)

    # As replayed.
    state = models.CharField(max_length=12, default=State.OPEN, db_index=True)
    lead = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="petitions"
    )
    coordinating = models.JSONField(default=list, blank=True)
    assignee = person()
    filed_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    confirm_by = models.DateField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=True)
    level = models.CharField(max_length=20, blank=True, help_text="The level told so far.")

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        indexes = [
            models.Index(fields=["due_on", "id"], name="petition_queue",
                         condition=Q(is_open=True)),
            models.Index(fields=["lead", "due_on", "id"], name="petition_of_body",
                         condition=Q(is_open=True)),
            models.Index(fields=["organisation", "id"], name="petition_of_asker"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """How other rooms cite it."""
        return f"petition:{self.number}"

    @property
    def petitioner(self) -> str:
        return str(self.organisation) if self.organisation else self.petitioner_name


class PetitionEvent(AppendOnly):
    """One thing that happened: when it did (`at`) and when it was written down.

    `data` as `course.Event`; what stands under `why` is read by the asker, `note` is internal.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    by = person()
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event of a petition")
        verbose_name_plural = _("events of petitions")
        ordering = ["petition_id", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "sequence"], name="petition_event_once_in_its_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}/{self.sequence} {self.kind}"


class Follower(models.Model):
    """An organisation that has the same trouble and follows this petition instead of filing one."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="followers")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="followed_petitions"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follower of a petition")
        verbose_name_plural = _("followers of petitions")
        constraints = [
            models.UniqueConstraint(fields=["petition", "organisation"], name="follows_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.petition_id}"


class Word(models.Model):
    """A telling word of a petition, by which similar ones are found; see `similar`.

    What the petition says of itself is repeated, so that a word is counted in one index, and
    invented petitions do not count where real ones are looked up.
    """

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)
    place = models.CharField(max_length=160, blank=True)
    is_open = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("word of a petition")
        verbose_name_plural = _("words of petitions")
        indexes = [
            models.Index(fields=["demonstration", "place", "word", "petition"],
                         name="petition_word", condition=Q(is_open=True))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.word


class Attachment(models.Model):
    """A file of a petition; its bytes lie in the data folder under their SHA-256.

    `sequence` is the number of the event with which it came; what is `internal` the asker does not
    see.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    sequence = models.PositiveIntegerField(default=1)
    internal = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = person()

    class Meta:
        verbose_name = _("attachment of a petition")
        verbose_name_plural = _("attachments of petitions")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OutsideFiling(models.Model):
    """Somebody filed without an account; `who` is a keyed hash, kept for a day to count him."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("filing from outside")
        verbose_name_plural = _("filings from outside")
        indexes = [models.Index(fields=["at", "who"], name="outside_filing")]

    def __str__(self) -> str:
        return f"{self.who[:8]} {self.at:%Y-%m-%d %H:%M}"
