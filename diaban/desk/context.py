"""What every page of the desk shows around its content. One call, made by `render_desk`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.accounts import demonstration
from diaban.desk import lines
from diaban.editions import tasks


def render_desk(
    request: HttpRequest, template: str, section: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the desk; `section` is the entry of the navigation under which it stands."""
    around = {
        "desk_section": section,
        "demonstration_accounts": demonstration.exist(),
        "counts": lines.counts(),
        "publication": tasks.latest(),
    }
    return render(request, template, around | context, status=status)
