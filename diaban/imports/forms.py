"""The form with which a file is sent: the file, its layer, and whose word it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.facts import actions as facts
from diaban.facts import schema
from diaban.facts.models import Source
from diaban.facts.refusal import ValueRefused
from diaban.facts.vocabulary import SOURCE_KINDS
from diaban.imports import files, safety
from diaban.imports.safety import Limits, Refused

EXISTING, NEW = "existing", "new"
SOURCE_PARTS = ("kind", "title_vi", "title_en", "publisher", "url", "published_on", "licence")
ENDINGS = ".gpkg,.zip,.shp,.geojson,.json,.kml,.kmz,.dxf,.fgb,.parquet,.csv,.txt,.xlsx,.pbf"


def in_language(pair: tuple[str, str]) -> str:
    """The reader's half of a (Vietnamese, English) pair."""
    return pair[0] if (get_language() or "vi").startswith("vi") else pair[1]


class UploadForm(forms.Form):
    """A file from outside. `stored` is where it is kept after `is_valid`."""

    kind = forms.ChoiceField(label=lazy("Layer"))
    source_is = forms.ChoiceField(
        label=lazy("Source"),
        choices=[
            (EXISTING, lazy("A source that is in the register")),
            (NEW, lazy("A new source")),
        ],
        widget=forms.RadioSelect,
        initial=EXISTING,
    )
    source = forms.ModelChoiceField(
        label=lazy("Source in the register"), queryset=Source.objects.none(), required=False
    )
    new_kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    new_title_vi = forms.CharField(
        label=lazy("Title in Vietnamese"), required=False, max_length=500
    )
    new_title_en = forms.CharField(
        label=lazy("Title in English"),
        required=False,
        max_length=500,
        help_text=lazy("Left empty, the Vietnamese title stands in both languages."),
    )
    new_publisher = forms.CharField(label=lazy("Publisher"), required=False, max_length=500)
    new_published_on = forms.CharField(
        label=lazy("Published on"),
        required=False,
        help_text=lazy("A day or a period: 2025-03-31, 2025-03, 2025-Q1, 2025."),
    )
    new_url = forms.CharField(
        label=lazy("Web address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput({"inputmode": "url", "placeholder": "https://"}),
    )
    new_licence = forms.CharField(label=lazy("Licence"), required=False, max_length=500)
    sender = forms.CharField(
        label=lazy("Sender"),
        required=False,
        max_length=200,
        help_text=lazy(
            "How columns were mapped is remembered for the sender's next file. "
            "Left empty: the source's publisher."
        ),
    )
    file = forms.FileField(
        label=lazy("File"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ENDINGS}),
    )

    def __init__(self, *args: Any, too_large: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large or []
        self.stored: files.Stored | None = None
        # What is not public has a door of its own: raw-material plots name who produces there.
        layers = [
            (one.name, in_language((one.title_vi, one.title_en)))
            for one in schema.kinds()
            if one.public
        ]
        self.fields["kind"].choices = [("", _("choose")), *layers]  # type: ignore[attr-defined]
        title = "title_vi" if (get_language() or "vi").startswith("vi") else "title_en"
        source = self.fields["source"]
        source.queryset = Source.objects.order_by("kind", title)  # type: ignore[attr-defined]
        source.label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{in_language((one.title_vi, one.title_en or one.title_vi))} · {one.pk}"
        )
        named = [(name, in_language(pair)) for name, pair in SOURCE_KINDS.items()]
        self.fields["new_kind"].choices = [("", _("choose")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source_is") == EXISTING and not cleaned.get("source"):
            self.add_error("source", _("Choose the source whose word the file is."))
        if cleaned.get("source_is") == NEW:
            self._check_new_source(cleaned)
        self._take_file(cleaned.get("file"))
        return cleaned

    def _check_new_source(self, cleaned: dict[str, Any]) -> None:
        """Whether the source could be added; it is added only when all else is in order."""
        for name, remedy in (
            ("new_kind", _("Choose what kind of source it is.")),
            ("new_title_vi", _("Write the title by which others will find the source.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, remedy)
        if self.errors:
            return
        with transaction.atomic():
            try:
                self.add_source(None)
            except ValueRefused as refused:
                name = f"new_{refused.part}"
                self.add_error(name if name in self.fields else None, str(refused))
            transaction.set_rollback(True)

    def add_source(self, by: Any) -> Source:
        """The source that the form describes, in the register."""
        said = {name: self.cleaned_data.get(f"new_{name}", "") for name in SOURCE_PARTS}
        said["title_en"] = said["title_en"] or said["title_vi"]
        return facts.add_source(**said, by=by)

    def _take_file(self, sent: Any) -> None:
        """Refuse by size and content at once what can be refused at once; keep the rest."""
        if self.too_large:
            told = {"name": self.too_large[0], "limit": settings.DIABAN_UPLOAD_MB}
            self.add_error(
                "file",
                _(
                    "“%(name)s” is larger than %(limit)d MB, the most that a page takes. Send a "
                    "part of it, or have it brought in with “diaban import” on the server."
                )
                % told,
            )
            return
        if sent is None:
            if "file" not in self.errors:
                self.add_error("file", _("Choose the file."))
            return
        try:
            self.stored = files.receive(sent, sent.name, self._examine)
        except Refused as refused:
            self.add_error("file", str(refused))

    def _examine(self, path: Any) -> None:
        safety.examine(path, Limits(file_bytes=settings.DIABAN_UPLOAD_MB * 1_000_000))
