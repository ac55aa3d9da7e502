"""The people who may sign in, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaban.accounts import demonstration
from diaban.accounts.forms import PersonForm
from diaban.accounts.models import User
from diaban.accounts.passwords import readable
from diaban.accounts.permissions import Permission, StaffRequest, requires


@requires(Permission.MANAGE_ACCOUNTS)
@require_GET
def people(request: StaffRequest) -> HttpResponse:
    context = {
        "desk_section": "people",
        "people": User.objects.select_related("organisation").order_by(
            "-is_active", "role", "username"
        ),
        "demonstration_accounts": demonstration.exist(),
    }
    return render(request, "accounts/people.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: StaffRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        return show_new_password(request, user)
    return render(request, "accounts/person.html", {"desk_section": "people", "form": form})


@requires(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def person(request: StaffRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=user, by=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved: %(name)s.") % {"name": user})
        return redirect("account_people")
    context = {"form": form, "person": User.objects.get(pk=pk)}
    return render(request, "accounts/person.html", {"desk_section": "people"} | context)


@requires(Permission.MANAGE_ACCOUNTS)
@never_cache
@require_POST
def new_password(request: StaffRequest, pk: int) -> HttpResponse:
    return show_new_password(request, get_object_or_404(User, pk=pk))


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def retire_demonstration(request: StaffRequest) -> HttpResponse:
    count = demonstration.retire()
    messages.success(
        request, _("%(count)d demonstration accounts are switched off.") % {"count": count}
    )
    return redirect("account_people" if request.user.demonstration is False else "account_login")


def show_new_password(request: StaffRequest, user: User) -> HttpResponse:
    """Give `user` a password and show it this once; it is stored only as a hash."""
    password = readable()
    user.set_password(password)
    user.save()
    context = {"person": user, "password": password}
    return render(request, "accounts/password.html", {"desk_section": "people"} | context)
