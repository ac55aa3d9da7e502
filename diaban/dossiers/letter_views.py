"""Letters on the desk: draft, edit, look at, sign."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, demand, may, requires
from diaban.dossiers import letters
from diaban.dossiers.actions import ActionRefused
from diaban.dossiers.desk_views import visible
from diaban.dossiers.letter_text import FORMS
from diaban.dossiers.models import Letter


class LetterForm(forms.Form):
    """The words of a letter; the head, the number and the signature are the layout's."""

    about = forms.CharField(label=lazy("About"), max_length=500, required=False)
    to = forms.CharField(label=lazy("To"), max_length=300, required=False)
    body = forms.CharField(
        label=lazy("Text"), widget=forms.Textarea(attrs={"rows": 16}), max_length=20_000,
        help_text=lazy("Each line becomes a paragraph."),
    )  # fmt: skip
    receivers = forms.CharField(
        label=lazy("Copies to"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    signer = forms.CharField(label=lazy("Name of the signer"), max_length=120, required=False)


def of_desk(pk: int) -> Letter:
    return get_object_or_404(Letter.objects.select_related("dossier"), pk=pk)


@requires(Permission.HANDLE_DOSSIERS)
@require_POST
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    form = request.POST.get("form", "")
    found = visible(pk)
    if form not in FORMS or form == "07":
        raise Http404
    try:
        letter = letters.draft_form(found, form, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("dossiers:dossier", pk)
    return redirect("dossiers:letter", letter.pk)


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The words of a letter: to be changed by who handles dossiers, to be read by who signs."""
    letter = of_desk(pk)
    if request.method == "POST":
        demand(request.user, Permission.HANDLE_DOSSIERS)
    form = LetterForm(request.POST or None, initial=letter.content)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            letters.edit(pk, form.cleaned_data, by=request.user, seen=request.POST.get("seen", ""))
        except ActionRefused as refusal:
            form.add_error(None, refusal.reason)
            letter, changed = of_desk(pk), refusal.code == "changed"
        else:
            messages.success(request, _("The letter is kept; it is not signed yet."))
            return redirect("dossiers:letter", pk)
    context = {
        "desk_section": "dossiers",
        "letter": letter,
        "name": FORMS[letter.form],
        "number": letters.number_of(letter),
        "form": form,
        "changed": changed,
        "may_edit": may(request.user, Permission.HANDLE_DOSSIERS),
        "letter_words": [letter.content[name] for name in form.fields if letter.content.get(name)],
        "seen": seen_by(request, letter, changed),
        # Words that are not kept yet are not what would be signed.
        "may_sign": letter.signed_at is None
        and not form.is_bound
        and letters.may_sign(request.user, letter.form),
    }
    return render(request, "dossiers/letter.html", context)


def seen_by(request: StaffRequest, letter: Letter, changed: bool) -> str:
    """Which words the page shows: after a mere slip still those that were opened; what a colleague
    wrote meanwhile counts as seen only where the page shows it."""
    if request.method == "POST" and not changed:
        return request.POST.get("seen", "")
    return letters.fingerprint(letter)


@requires(Permission.SEE_DOSSIERS)
@require_POST
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    letter = of_desk(pk)
    try:
        letter = letters.sign(pk, by=request.user, seen=request.POST.get("seen", ""))
    except ActionRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("dossiers:letter", pk)
    else:
        messages.success(
            request, _("Signed as number %(number)s.") % {"number": letters.number_of(letter)}
        )
    return redirect("dossiers:dossier", letter.dossier_id)


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def download(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    return letters.download(of_desk(pk), kind)
