"""The hectare ledger as stored: ledgers, documents, entries with their legs, plots, contracts,
clearance. Everything but a ledger's outline is append-only.

Areas are whole square metres; what they add up to is decided by `land.ledger`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diaban.geo.fields import GeometryField
from diaban.land import ledger as rules
from diaban.land import vocabulary
from diaban.land.append_only import AppendOnly


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _who() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Ledger(models.Model):
    """The ledger of one zone: a developer's infrastructure project, by its subject key.

    Who posts locks this row, so that nobody else can spend the same hectare meanwhile.
    """

    zone = models.CharField(primary_key=True, max_length=160)
    exists_from = models.DateField()
    outline = GeometryField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = _who()

    class Meta:
        verbose_name = _("land ledger")
        verbose_name_plural = _("land ledgers")

    def __str__(self) -> str:
        return self.zone


class Document(AppendOnly):
    """The paper that a posting rests on (căn cứ): a decision, a minute of handing over, a contract.

    `source` is the id of a `facts.Source` where an opening balance is a published figure.
    """

    number = models.CharField(max_length=120)
    title = models.TextField(blank=True)
    issued_on = models.DateField(null=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("land document")
        verbose_name_plural = _("land documents")

    def __str__(self) -> str:
        return self.number


class Plot(AppendOnly):
    """A plot (lô đất, thửa đất). Its area and stage fall out of its legs in the ledger."""

    code = models.CharField(primary_key=True, max_length=120)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="plots")
    since = models.DateField()
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> str:
        return f"plot:{self.code}"


class PlotOutline(AppendOnly):
    """The outline of a plot from a day on (EPSG:4326); the last one counts."""

    plot = models.ForeignKey(Plot, on_delete=models.PROTECT, related_name="outlines")
    since = models.DateField()
    outline = GeometryField()

    class Meta:
        verbose_name = _("plot outline")
        verbose_name_plural = _("plot outlines")


class PlotOffer(AppendOnly):
    """What an investor is told about a plot from a day on; null is unknown.

    Ground load in t/m², power in kVA, water in m³/day, price per m² for the rest of the term.
    `sectors` are VSIC codes that the plan permits. The plot becomes available between `earliest`
    and `latest`; both null on a ready plot.
    """

    plot = models.ForeignKey(Plot, on_delete=models.PROTECT, related_name="offers")
    since = models.DateField()
    sectors = models.JSONField(null=True)
    ground_load = models.DecimalField(null=True, max_digits=8, decimal_places=2)
    power = models.PositiveIntegerField(null=True)
    water = models.PositiveIntegerField(null=True)
    price = models.DecimalField(null=True, max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3, blank=True, choices=_choices(vocabulary.CURRENCIES))
    price_on = models.DateField(null=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)

    class Meta:
        verbose_name = _("plot offer")
        verbose_name_plural = _("plot offers")


class Lease(AppendOnly):
    """A contract as signed (hợp đồng thuê đất, thuê lại đất); `LeaseEvent`s say what became of it.

    `project` is the code of the lessee's investment project, where known. `build_by` is the day by
    which the lessee promised to have built.
    """

    number = models.CharField(primary_key=True, max_length=120)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="leases")
    kind = models.CharField(max_length=20, choices=_choices(vocabulary.LEASE_KINDS))
    lessee = models.CharField(max_length=300)
    project = models.CharField(max_length=120, blank=True, db_index=True)
    payment = models.CharField(max_length=20, choices=_choices(vocabulary.PAYMENTS))
    start = models.DateField()
    end = models.DateField()
    build_by = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return self.number


class Entry(AppendOnly):
    """A posting (bút toán). `published` marks an opening balance that is a published figure, to be
    replaced by plots."""

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=_choices(rules.KINDS))
    on = models.DateField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    published = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()

    class Meta:
        verbose_name = _("land entry")
        verbose_name_plural = _("land entries")
        indexes = [models.Index(fields=["ledger", "on"])]

    def as_rule(self) -> rules.Entry:
        """The entry as the ledger judges it."""
        legs = self.legs.order_by("id")
        return rules.Entry(self.kind, self.on, tuple(leg.as_rule() for leg in legs))


class Leg(AppendOnly):
    """One line of an entry: so many square metres into an account, out of it when negative."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    account = models.CharField(max_length=40, choices=_choices(rules.ACCOUNTS))
    area_m2 = models.BigIntegerField()
    plot = models.ForeignKey(Plot, null=True, on_delete=models.PROTECT, related_name="legs")
    lease = models.ForeignKey(Lease, null=True, on_delete=models.PROTECT, related_name="legs")

    class Meta:
        verbose_name = _("line of a land entry")
        verbose_name_plural = _("lines of land entries")
        constraints = [
            models.CheckConstraint(condition=~models.Q(area_m2=0), name="land_leg_moves_something")
        ]

    def as_rule(self) -> rules.Leg:
        return rules.Leg(self.account, self.area_m2, self.plot_id or "", self.lease_id or "")


class LeaseEvent(AppendOnly):
    """What became of a contract: renewed (new end), transferred (new lessee), terminated, built, or
    linked to the lessee's investment project by its code."""

    lease = models.ForeignKey(Lease, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=_choices(vocabulary.LEASE_EVENTS))
    on = models.DateField()
    end = models.DateField(null=True)
    lessee = models.CharField(max_length=300, blank=True)
    project = models.CharField(max_length=120, blank=True, db_index=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()

    class Meta:
        verbose_name = _("lease event")
        verbose_name_plural = _("lease events")


class ClearanceBlock(AppendOnly):
    """A block of land to be cleared (khu vực giải phóng mặt bằng) and whom it affects."""

    code = models.CharField(primary_key=True, max_length=120)
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="blocks")
    name = models.CharField(max_length=300)
    area_m2 = models.PositiveBigIntegerField()
    households = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField(default=0)
    outline = GeometryField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("clearance block")
        verbose_name_plural = _("clearance blocks")

    def __str__(self) -> str:
        return self.name


class ClearanceEvent(AppendOnly):
    """A step of a block: how many households and organisations took it on a day, how much land.

    `entry` posted land that was handed over; where it is reversed, the step is taken back.
    """

    block = models.ForeignKey(ClearanceBlock, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(
        max_length=20, choices=_choices((*vocabulary.CLEARANCE_STEPS, *vocabulary.DISPUTES))
    )
    on = models.DateField()
    households = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    area_m2 = models.PositiveBigIntegerField(default=0)
    entry = models.OneToOneField(
        Entry, null=True, on_delete=models.PROTECT, related_name="clearance_event"
    )
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()

    class Meta:
        verbose_name = _("clearance event")
        verbose_name_plural = _("clearance events")


class ClearanceForecast(AppendOnly):
    """When a block was expected to be handed over, as expected on a day; none is ever changed."""

    block = models.ForeignKey(ClearanceBlock, on_delete=models.PROTECT, related_name="forecasts")
    made_on = models.DateField()
    earliest = models.DateField()
    latest = models.DateField()
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = _who()

    class Meta:
        verbose_name = _("clearance forecast")
        verbose_name_plural = _("clearance forecasts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(earliest__lte=models.F("latest")),
                name="land_forecast_is_a_range",
            )
        ]
