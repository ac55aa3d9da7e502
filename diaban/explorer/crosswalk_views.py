"""The page that turns a table of figures of before 1 July 2025 into figures of today's units.

What is sent is converted and forgotten: nothing of it is stored or logged.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from diaban.editions.errors import EditionError
from diaban.editions.store import Edition
from diaban.explorer import crosswalk
from diaban.explorer.pages import asked_edition, no_edition, show
from diaban.places.conversion import AREA, MEASURES
from diaban.places.crosswalk_table import TableRefused

MOST_BYTES = 2_000_000


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def crosswalk_page(request: HttpRequest) -> HttpResponseBase:
    try:
        edition = asked_edition(request)
    except EditionError as error:
        return no_edition(request, error)
    by = request.POST.get("by", AREA)
    context: dict[str, Any] = {
        "by": by if by in MEASURES else AREA,
        "text": "",
        "example": crosswalk.example(edition),
    }
    if request.method != "POST":
        return show(request, edition, "crosswalk.html", context, section="explore")
    try:
        context["text"] = _sent(request)
        converted = crosswalk.convert_text(edition, context["text"], context["by"])
    except TableRefused as refused:
        context["refused"] = str(refused)
        return show(request, edition, "crosswalk.html", context, section="explore", status=400)
    if request.POST.get("format") == "csv":
        return _csv(edition, converted)
    context |= {
        "converted": converted,
        "rows": crosswalk.rows(edition, converted),
        "totals": [crosswalk.number_text(value) for value in converted.totals],
        "unplaced": [crosswalk.number_text(value) for value in converted.unplaced],
        "has_unplaced": any(converted.unplaced),
        "exact": sum(1 for line in converted.lines if line.is_exact),
    }
    return show(request, edition, "crosswalk.html", context, section="explore")


def _sent(request: HttpRequest) -> str:
    """The table that was sent, as a file or pasted. Raises `TableRefused`."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "")
    if (file.size or 0) > MOST_BYTES:
        raise TableRefused(_("The file is larger than 2 MB. Divide it."))
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableRefused(
            _("The file is not CSV in UTF-8. In Excel choose “Save as” and “CSV UTF-8”, or paste "
              "the table.")
        ) from None  # fmt: skip


def _csv(edition: Edition, converted: Any) -> HttpResponse:
    answer = HttpResponse(
        "".join(crosswalk.csv_lines(edition, converted)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="crosswalk-2025.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
