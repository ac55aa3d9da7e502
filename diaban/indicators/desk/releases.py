"""The desk's form for one release of an external figure, and the list of what was released."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.design import formats
from diaban.design.numbers import plain_number
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Source
from diaban.facts.refusal import ValueRefused
from diaban.facts.vocabulary import CONFIDENCE, SOURCE_KINDS, rests_on_memory
from diaban.indicators import saying
from diaban.indicators.computing import Book
from diaban.indicators.definitions import EXTERNAL, Definition
from diaban.indicators.desk import showing
from diaban.indicators.desk.forms import language, line, named
from diaban.indicators.reading import in_order, released
from diaban.indicators.statements import external
from diaban.indicators.statements.releasing import OURS, Release, ReleaseRefused, record
from diaban.indicators.tables import VINTAGES

NEW_SOURCE = ("kind", "title_vi", "title_en", "publisher", "url")


class PrintedField(forms.DecimalField):
    """A number as it was printed in the reader's language: 10,91 or 10.91, above zero or below."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal"}), **more)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(plain_number(value or "", language()))
        except ValueRefused as refused:
            raise forms.ValidationError(f"{refused.reason} {refused.remedy}") from refused


class ReleaseForm(forms.Form):
    """One release: what was printed, for what, by whom and when."""

    period = forms.CharField(
        label=lazy("Period"), max_length=7,
        help_text=lazy("2025, 2025-H1, 2025-9M, 2025-Q1 or 2025-03."),
    )  # fmt: skip
    vintage = forms.ChoiceField(label=lazy("Release"))
    value = PrintedField(label=lazy("Value as printed"), max_digits=20, decimal_places=6)
    province_vi = line(
        lazy("Another province, in Vietnamese"), required=False,
        help_text=lazy("Left empty, the figure is our own province's."),
    )  # fmt: skip
    province_en = line(lazy("Another province, in English"), required=False)
    quote = line(lazy("Exact words"), required=False)
    source = forms.ChoiceField(label=lazy("Source in the register"), required=False)
    kind = forms.ChoiceField(label=lazy("A new source: its kind"), required=False)
    title_vi = line(lazy("Its title in Vietnamese"), required=False)
    title_en = line(lazy("Its title in English"), required=False)
    publisher = line(lazy("Publisher"), required=False)
    url = forms.URLField(
        label=lazy("Web address"), required=False, max_length=2000, assume_scheme="https"
    )
    published_on = forms.CharField(
        label=lazy("Published on"), required=False, max_length=10,
        help_text=lazy("A day or a period: 2025-03-31, 2025-03, 2025-Q1, 2025."),
    )  # fmt: skip
    trust = forms.ChoiceField(label=lazy("How far it is trusted"), initial="S-M")
    note = line(lazy("Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = "title_vi" if language() == "vi" else "title_en"
        sources = [
            (row.pk, f"{getattr(row, title) or row.title_vi} · {row.pk}")
            for row in Source.objects.exclude(kind="unverified").order_by(title, "pk")
        ]
        for name, choices in (
            ("vintage", named(VINTAGES)),
            ("source", [("", _("a new source")), *sources]),
            ("kind", [("", _("choose")), *named(SOURCE_KINDS)]),
            ("trust", [(one, one) for one in CONFIDENCE if not rests_on_memory(one)]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("source"):
            for name, remedy in (
                ("kind", _("Choose a source, or what kind of source the new one is.")),
                ("title_vi", _("Write the title by which others will find the source.")),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, remedy)
        return said

    def release(self, code: str) -> Release:
        """What was typed, as the registry takes it."""
        said = self.cleaned_data
        source: str | dict[str, str] = said["source"]
        if not source:
            source = {name: said[name] for name in NEW_SOURCE}
            source["title_en"] = source["title_en"] or source["title_vi"]
        province = {"vi": said["province_vi"], "en": said["province_en"] or said["province_vi"]}
        return Release(
            code, said["period"].strip(), said["vintage"], said["value"], source, said["trust"],
            published_on=said["published_on"].strip(),
            province=province if said["province_vi"] else {},
            quote={"vi": said["quote"]}, note={language(): said["note"]},
        )  # fmt: skip


@requires(Permission.ASSERT_FACT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: StaffRequest, code: str) -> HttpResponse:
    """Record one release; what was released before stays beside it."""
    versions = Book.read().versions.get(code)
    if not versions or versions[-1].kind != EXTERNAL:
        raise Http404(_("There is no external series “%(code)s”.") % {"code": code})
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record(form.release(code), by=request.user)
        except (ReleaseRefused, ValueRefused) as refused:
            form.add_error(refused.part if refused.part in form.fields else None, str(refused))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The release is on record; what stood before stands."))
            return redirect("figures-desk:indicator", code)
    context = {
        "desk_section": "figures",
        "form": form,
        "code": code,
        "name": showing.name(versions[-1], language()),
        "counted_in": formats.unit(versions[-1].unit, language()),
    }
    return render(request, "indicators/desk_release.html", context)


def shown(definition: Definition, language: str) -> list[dict[str, Any]]:
    """Every release of a series as a line of a table, the latest period first."""
    rows = list(external.rows(definition.code))
    names, ids = external.provinces(), {row["source"] for row in rows}
    sources: Mapping[str, Mapping[str, str]] = {
        row.pk: {"vi": row.title_vi, "en": row.title_en}
        for row in Source.objects.filter(pk__in=ids)
    }
    # Of a period our own first; of a place the first release before what it was revised to.
    ordered = sorted(in_order(map(released, rows)), key=lambda one: one.place)
    ordered.sort(key=lambda one: one.period, reverse=True)
    return [
        {
            "key": f"statement:{one.statement}",
            "period": one.period,
            "place": names.get(one.place, OURS)[language],
            "vintage": VINTAGES[one.vintage][0 if language == "vi" else 1],
            "value": saying.printed(Decimal(one.value), definition, language),
            "published_on": one.published_on,
            "source": sources.get(one.source, {}).get(language, one.source),
        }
        for one in ordered
    ]
