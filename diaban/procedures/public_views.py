"""The catalogue as the public reads it: from the edition, never from the database."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer.pages import reads_edition, shell
from diaban.procedures.vocabulary import STAGES


def entries(edition: Edition) -> list[dict[str, Any]]:
    document = edition.document("procedures") or {}
    return [*document.get("procedures", ()), *document.get("announced", ())]


@reads_edition
def catalogue(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every procedure by the stage of a project, with its term and how far that is trusted."""
    found = entries(edition)
    groups = [
        (stage, label, [one for one in found if one["stage"] == stage])
        for stage, label in STAGES.items()
    ]
    context = {
        "groups": [group for group in groups if group[2]],
        "count": len(found),
        "unknown": sum(one["term"] is None for one in found),
    }
    return render(
        request, "procedures/public.html", shell(request, edition, "procedures") | context
    )


@reads_edition
def procedure(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """One procedure: who decides, in what time, what is to be brought, and on what basis."""
    found = next((one for one in entries(edition) if one["code"] == code), None)
    if found is None:
        raise Http404(_("No procedure has this code in this edition."))
    context = {"one": found, "demonstration": edition.is_demonstration("procedures")}
    return render(
        request, "procedures/public_procedure.html", shell(request, edition, "procedures") | context
    )
