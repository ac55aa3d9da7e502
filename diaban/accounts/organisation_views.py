"""The organisations for which people act, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.forms import OrganisationForm
from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, StaffRequest, requires


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def organisations(request: StaffRequest) -> HttpResponse:
    found = Organisation.objects.annotate(people=Count("members"))
    context = {"desk_section": "people", "organisations": found}
    return render(request, "accounts/organisations.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def new_organisation(request: StaffRequest) -> HttpResponse:
    return edit(request, None)


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def organisation(request: StaffRequest, pk: int) -> HttpResponse:
    return edit(request, get_object_or_404(Organisation, pk=pk))


def edit(request: StaffRequest, found: Organisation | None) -> HttpResponse:
    """The form of an organisation, new or known; what was typed stays when it is refused."""
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("Saved: %(name)s.") % {"name": saved})
        return redirect("account_organisations")
    named = Organisation.objects.filter(pk=found.pk).first() if found else None
    context = {"desk_section": "people", "form": form, "organisation": named}
    return render(request, "accounts/organisation.html", context)
