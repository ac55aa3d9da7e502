"""One's own notices: read them, mark them, choose how they come. Nobody sees another's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may
from diaban.notices import actions, kinds
from diaban.notices.forms import ChoicesForm
from diaban.notices.models import Notice

PAGE = 50


def base_of(user: Any) -> str:
    """Staff and bodies read in the desk's frame, enterprises in their own."""
    staff = may(user, Permission.SEE_DESK) or may(user, Permission.OPEN_PETITIONS)
    return "desk/base.html" if staff else "my/base.html"


@login_required
@never_cache
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    own = Notice.objects.filter(person=request.user)
    unread = own.filter(read_at=None).count()
    show = "all" if request.GET.get("show") == "all" or not unread else "unread"
    if show == "unread":
        own = own.filter(read_at=None)
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    rows = [
        {"notice": one, "title": one.title_in(), "text": one.text_in(),
         "room": kinds.room_of(one.kind)}
        for one in page.object_list
    ]  # fmt: skip
    context = {
        "base": base_of(request.user),
        "page": page,
        "rows": rows,
        "show": show,
        "unread": unread,
        "query": f"show={show}",
    }
    return render(request, "notices/mine.html", context)


@login_required
@never_cache
@require_safe
def follow(request: StaffRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read then."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    if request.method == "GET":
        actions.read(request.user, [notice.pk])
    return redirect(notice.address_in())


@login_required
@require_POST
def mark_read(request: StaffRequest) -> HttpResponse:
    """Mark as read the one named, or all."""
    named = request.POST.get("notice", "")
    pks = [int(named)] if named.isascii() and named.isdigit() and len(named) < 19 else None
    if pks is None and "all" not in request.POST:
        return redirect("notices:mine")
    count = actions.read(request.user, pks)
    said = ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.",
                    count)  # fmt: skip
    messages.success(request, said % {"count": count})
    return redirect("notices:mine")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: StaffRequest) -> HttpResponse:
    """How one wants to be told of each kind."""
    form = ChoicesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose(request.user, form.cleaned_data["language"], form.deliveries())
        messages.success(request, _("Saved: how you want to be told."))
        return redirect("notices:choices")
    context = {"base": base_of(request.user), "form": form}
    return render(request, "notices/choices.html", context)
