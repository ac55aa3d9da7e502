"""The public pages of published reports: from the edition and from the files that it names."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from diaban.dossiers import blobs
from diaban.editions.store import Edition
from diaban.explorer.pages import reads_edition, shell
from diaban.reports import html, making, twin
from diaban.reports.contribution import NAME
from diaban.reports.models import Kind

ORDER = ("docx", "pdf", "html", "md", "json")


def entries(edition: Edition) -> list[dict[str, Any]]:
    return list((edition.document(NAME) or {}).get("reports", ()))


@reads_edition
def reports(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every published report, the latest period first."""
    rows = [one | {"kind_name": Kind(one["kind"]).label} for one in entries(edition)]
    context = {"rows": rows, "demonstration": edition.is_demonstration(NAME)}
    return render(request, "reports/public_list.html", shell(request, edition, NAME) | context)


@reads_edition
def report(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """One report in the reader's language, with its files and how to check them."""
    found = _entry(edition, code)
    around = shell(request, edition, NAME)
    said = twin.read(_bytes(_file(found, around["language"], "json")))
    files = sorted(
        (one for one in found["files"]),
        key=lambda one: (one["language"] != around["language"], ORDER.index(one["format"])),
    )
    context = {
        "one": found,
        "files": files,
        "body": mark_safe(html.body(said)),  # noqa: S308  (escaped where it is made)
        "demonstration": edition.is_demonstration(NAME),
        "later": [other for other in entries(edition)
                  if (other["kind"], other["period"]) == (found["kind"], found["period"])
                  and other["revision"] > found["revision"]],
    }  # fmt: skip
    return render(request, "reports/public_report.html", around | context)


@reads_edition
def file(request: HttpRequest, edition: Edition, code: str, name: str) -> HttpResponse:
    """A file of a report, byte for byte as it was signed."""
    found = next((one for one in _entry(edition, code)["files"] if one["name"] == name), None)
    if found is None:
        raise Http404(_("This report has no such file."))
    media, _write = making.FORMATS[found["format"]]
    response = HttpResponse(_bytes(found), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{found["name"]}"'
    response["Digest"] = f"sha-256={found['sha256']}"
    return response


def _entry(edition: Edition, code: str) -> dict[str, Any]:
    found = next((one for one in entries(edition) if one["code"] == code), None)
    if found is None:
        raise Http404(_("No report has this name in this edition."))
    return found


def _file(entry: dict[str, Any], language: str, format_: str) -> dict[str, Any]:
    return next(one for one in entry["files"]
                if (one["language"], one["format"]) == (language, format_))  # fmt: skip


def _bytes(file: dict[str, Any]) -> bytes:
    try:
        return blobs.read(file["sha256"])
    except FileNotFoundError:
        raise Http404(
            _("This file is not kept here any more. It can be written again with its edition.")
        ) from None
