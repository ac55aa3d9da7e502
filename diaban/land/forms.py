"""One form for each thing that an officer can do to a ledger. `run` does it, or is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.land import (
    actions,
    clearance_actions,
    lease_actions,
    plot_actions,
    vocabulary,
    wording,
)
from diaban.land import ledger as rules
from diaban.land.inputs import DayField, HectaresField, LandsField, NumberField, OutlineField
from diaban.land.ledger import Refusal
from diaban.land.models import Document, Entry
from diaban.land.plot_actions import Drawing

Words = str | Promise


def accounts() -> list[tuple[str, str]]:
    return [(name, wording.account(name)) for name in (*rules.INNER, rules.OUTSIDE)]


class Operation(forms.Form):
    """What every form of the ledger has: a title, what it does, and `run`."""

    title: Words = ""
    intro: Words = ""

    def run(self, zone: str, by: Any) -> None:
        """Do it.

        Raises:
            Refusal: nothing was done.
        """
        raise NotImplementedError


class WithPaper(Operation):
    """A form that names the document on which the posting rests."""

    on = DayField(label=_("Date"))
    paper_number = forms.CharField(label=_("Document number"), max_length=120, required=False)
    paper_title = forms.CharField(label=_("What the document is"), max_length=500, required=False)

    field_order: Sequence[str] = ("on",)

    def paper(self) -> Document | None:
        data = self.cleaned_data
        return actions.document(data["paper_number"], data["paper_title"])


class Post(WithPaper):
    title = _("Post an entry")
    intro = _(
        "Land goes one step at a time. To lease land or end a lease, use the contract's own form."
    )
    source = forms.ChoiceField(label=_("From account"), choices=accounts)
    target = forms.ChoiceField(label=_("To account"), choices=accounts)
    area = HectaresField(label=_("Area (ha)"))
    plot = forms.CharField(label=_("Plot"), required=False, max_length=120)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)
    published = forms.BooleanField(
        label=_("Opening balance from a published figure, to be replaced by plots"), required=False
    )
    field_order = ("source", "target", "area", "on", "plot", "paper_number")

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        source, target, plot, area = data["source"], data["target"], data["plot"], data["area"]
        kind = rules.kind_of(source, target)
        if kind in ("lease", "release"):
            raise Refusal("by_contract")
        legs = tuple(
            rules.Leg(account, moved, "" if account == rules.OUTSIDE else plot)
            for account, moved in ((source, -area), (target, area))
        )
        actions.post(
            zone, rules.Entry(kind, data["on"], legs), by=by, paper=self.paper(),
            note=data["note"], published=data["published"] and kind in ("open", "resize"),
        )  # fmt: skip


class Reverse(Operation):
    title = _("Reverse an entry")
    intro = _("The opposite is posted; both entries stay on record.")
    entry = forms.IntegerField(label=_("Number of the entry"), min_value=1)
    on = DayField(label=_("Date"))
    note = forms.CharField(label=_("Why"), max_length=1000)

    def run(self, zone: str, by: Any) -> None:
        entry = Entry.objects.filter(pk=self.cleaned_data["entry"], ledger=zone).first()
        if entry is None:
            raise Refusal("unknown_entry")
        actions.reverse(entry, on=self.cleaned_data["on"], by=by, note=self.cleaned_data["note"])


class Draw(WithPaper):
    title = _("Draw a plot")
    intro = _("The plot takes land of an account that no plot describes yet; no total changes.")
    code = forms.CharField(label=_("Code of the plot"), max_length=120)
    account = forms.ChoiceField(label=_("Account"), choices=lambda: accounts()[:-1])
    area = HectaresField(
        label=_("Area (ha)"), required=False, help_text=_("Left empty, the outline is measured.")
    )
    outline = OutlineField(label=_("Outline (GeoJSON)"))
    field_order = ("code", "account", "area", "outline", "on")

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        drawing = Drawing(data["code"], data["area"], data["outline"])
        plot_actions.draw(zone, drawing, data["account"], data["on"], by=by, paper=self.paper())


class Split(WithPaper):
    title = _("Split a plot")
    intro = _(
        "What the parts lack or have over goes to the area difference; more than 1% is refused."
    )
    plot = forms.CharField(label=_("Plot"), max_length=120)
    parts = LandsField(label=_("Parts"), help_text=_("One line for each: code, a blank, hectares."))
    field_order = ("plot", "parts", "on")

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        parts = [Drawing(code, area) for code, area in data["parts"]]
        plot_actions.split(zone, data["plot"], parts, data["on"], by=by, paper=self.paper())


class Merge(WithPaper):
    title = _("Merge plots")
    intro = _("Plots of one account, under one contract or none, become one.")
    plots = forms.CharField(label=_("Plots"), help_text=_("Codes, with blanks between."))
    code = forms.CharField(label=_("Code of the new plot"), max_length=120)
    area = HectaresField(label=_("Area (ha)"))
    field_order = ("plots", "code", "area", "on")

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        codes = list(dict.fromkeys(data["plots"].split()))
        whole = Drawing(data["code"], data["area"])
        plot_actions.merge(zone, codes, whole, data["on"], by=by, paper=self.paper())


class Correct(WithPaper):
    title = _("Correct a boundary")
    intro = _("The change of area is posted against the area difference; more than 1% is refused.")
    plot = forms.CharField(label=_("Plot"), max_length=120)
    area = HectaresField(
        label=_("Area (ha)"), required=False, help_text=_("Left empty, the outline is measured.")
    )
    outline = OutlineField(label=_("Outline (GeoJSON)"))
    field_order = ("plot", "area", "outline", "on")

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        plot_actions.correct(
            zone, data["plot"], data["on"], area_m2=data["area"], outline=data["outline"],
            by=by, paper=self.paper(),
        )  # fmt: skip


class Offer(Operation):
    title = _("Describe what is offered")
    intro = _("What is left empty is unknown, and shown as unknown.")
    plot = forms.CharField(label=_("Plot"), max_length=120)
    since = DayField(label=_("From the day"))
    sectors = forms.CharField(
        label=_("Permitted sectors (VSIC)"),
        required=False,
        help_text=_("Codes, with blanks between."),
    )
    ground_load = NumberField(label=_("Ground load (t/m²)"), max_digits=8, decimal_places=2)
    power = NumberField(label=_("Power (kVA)"), max_digits=9, decimal_places=0)
    water = NumberField(label=_("Water (m³/day)"), max_digits=9, decimal_places=0)
    price = NumberField(label=_("Price per m²"), max_digits=16, decimal_places=2)
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", "–"), *((one, one) for one in vocabulary.CURRENCIES)],
    )
    price_on = DayField(label=_("Price as of"), required=False)
    earliest = DayField(label=_("Available at the earliest"), required=False)
    latest = DayField(label=_("Available at the latest"), required=False)

    def clean(self) -> Any:
        data = super().clean() or {}
        if data.get("price") is not None and not (data.get("currency") and data.get("price_on")):
            self.add_error("currency", _("A price has a currency and a date."))
        earliest, latest = data.get("earliest"), data.get("latest")
        if bool(earliest) != bool(latest) or (earliest and latest and latest < earliest):
            self.add_error("latest", _("“Available from” is a range: give both days, in order."))
        return data

    def run(self, zone: str, by: Any) -> None:
        terms = dict(self.cleaned_data)
        plot, since = terms.pop("plot"), terms.pop("since")
        terms["sectors"] = terms["sectors"].split() or None
        plot_actions.offer(zone, plot, since, by=by, **terms)


class Sign(Operation):
    title = _("Sign a lease")
    intro = _("The land moves from ready to leased on the day on which the lease starts.")
    number = forms.CharField(label=_("Contract number"), max_length=120)
    lessee = forms.CharField(label=_("Lessee"), max_length=300)
    project = forms.CharField(
        label=_("Code of the lessee's project"), required=False, max_length=120
    )
    lands = LandsField(
        label=_("Leased land"),
        bare=True,
        help_text=_(
            "One line for each plot: code, a blank, hectares. Hectares alone where none is drawn."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(wording.LEASE_KINDS.items()))
    payment = forms.ChoiceField(label=_("Payment"), choices=list(wording.PAYMENTS.items()))
    start = DayField(label=_("Start"))
    end = DayField(label=_("End"))
    build_by = DayField(label=_("To be built by"), required=False)

    def run(self, zone: str, by: Any) -> None:
        lease_actions.sign(zone, lease_actions.Terms(**self.cleaned_data), by=by)


class Carry(Sign):
    title = _("Name the contract of leased land")
    intro = _("For land that an opening balance has as leased: it stays so, under its contract.")
    on = DayField(
        label=_("On record from"),
        help_text=_("The day of the opening balance, or a later one."),
    )

    def run(self, zone: str, by: Any) -> None:
        terms = dict(self.cleaned_data)
        on = terms.pop("on")
        lease_actions.carry_over(zone, lease_actions.Terms(**terms), on, by=by)


class OfContract(Operation):
    number = forms.CharField(label=_("Contract number"), max_length=120)
    on = DayField(label=_("Date"))


class Renew(OfContract):
    title = _("Renew a lease")
    intro = _("The contract gets a later end; its first end stays on record.")
    end = DayField(label=_("New end"))

    def run(self, zone: str, by: Any) -> None:
        lease_actions.renew(zone, *self.cleaned_data.values(), by=by)


class Transfer(OfContract):
    title = _("Transfer a lease")
    intro = _("Another lessee takes the place of the present one; the land stays leased.")
    lessee = forms.CharField(label=_("New lessee"), max_length=300)

    def run(self, zone: str, by: Any) -> None:
        lease_actions.transfer(zone, *self.cleaned_data.values(), by=by)


class Terminate(OfContract):
    title = _("End a lease")
    intro = _("All land of the contract goes back to what is ready and free.")
    note = forms.CharField(label=_("Why"), max_length=1000)

    def run(self, zone: str, by: Any) -> None:
        data = self.cleaned_data
        lease_actions.terminate(zone, data["number"], data["on"], by=by, note=data["note"])


class Built(OfContract):
    title = _("Note that it is built")
    intro = _("The land of the contract is no longer counted as idle.")

    def run(self, zone: str, by: Any) -> None:
        lease_actions.built(zone, *self.cleaned_data.values(), by=by)


class Link(OfContract):
    title = _("Name the lessee's project")
    intro = _("The contract appears on the page of the investment project.")
    project = forms.CharField(label=_("Code of the lessee's project"), max_length=120)

    def run(self, zone: str, by: Any) -> None:
        lease_actions.link(zone, *self.cleaned_data.values(), by=by)


class Block(Operation):
    title = _("Describe a clearance block")
    intro = _("A block is land to be cleared, with the households and organisations it affects.")
    code = forms.CharField(label=_("Code"), max_length=120)
    name = forms.CharField(label=_("Name"), max_length=300)
    area = HectaresField(label=_("Area (ha)"))
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=1_000_000)
    organisations = forms.IntegerField(label=_("Organisations"), min_value=0, max_value=1_000_000)
    outline = OutlineField(label=_("Outline (GeoJSON)"))

    def run(self, zone: str, by: Any) -> None:
        data = dict(self.cleaned_data)
        clearance_actions.add_block(
            zone, data.pop("code"), data.pop("name"), data.pop("area"), by=by, **data
        )


class Step(Operation):
    title = _("Record a clearance step")
    intro = _("Land that is handed over is posted from “not cleared” to “cleared” at once.")
    block = forms.CharField(label=_("Block"), max_length=120)
    kind = forms.ChoiceField(label=_("Step"), choices=list(wording.CLEARANCE.items()))
    on = DayField(label=_("Date"))
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=1_000_000, initial=0)  # fmt: skip  # noqa: E501
    organisations = forms.IntegerField(label=_("Organisations"), min_value=0, max_value=1_000_000, initial=0)  # fmt: skip  # noqa: E501
    area = HectaresField(label=_("Area (ha)"), required=False)
    use = forms.ChoiceField(label=_("Use of the land"), choices=list(wording.USES.items()))
    paper_number = forms.CharField(label=_("Document number"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def run(self, zone: str, by: Any) -> None:
        data = dict(self.cleaned_data)
        paper = actions.document(data.pop("paper_number"))
        clearance_actions.record(
            zone, data.pop("block"), data.pop("kind"), data.pop("on"),
            area_m2=data.pop("area") or 0, paper=paper, by=by, **data,
        )  # fmt: skip


class Forecast(Operation):
    title = _("Forecast a hand-over")
    intro = _("A forecast is a range. Earlier ones stay on record, and are judged later.")
    block = forms.CharField(label=_("Block"), max_length=120)
    earliest = DayField(label=_("At the earliest"))
    latest = DayField(label=_("At the latest"))
    reason = forms.CharField(label=_("Why"), required=False, max_length=1000)

    def run(self, zone: str, by: Any) -> None:
        clearance_actions.forecast(zone, *list(self.cleaned_data.values())[:3], by=by,
                                   reason=self.cleaned_data["reason"])  # fmt: skip


OPERATIONS: Mapping[str, type[Operation]] = {
    form.__name__.lower(): form
    for form in (
        Post, Draw, Split, Merge, Correct, Offer, Sign, Carry, Renew, Transfer, Terminate, Built,
        Link, Block, Step, Forecast, Reverse,
    )
}  # fmt: skip
