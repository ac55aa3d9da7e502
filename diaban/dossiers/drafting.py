"""From forms to actions: how an application is kept, filed online, or taken in at the counter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.dossiers import actions, letters, uploads
from diaban.dossiers.actions import ActionRefused, Application, Upload
from diaban.dossiers.catalogue import Offer
from diaban.dossiers.forms import ApplicationForm, CounterForm, LinksForm, in_language, present
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Attachment, Dossier


def read_all(files: Iterable[tuple[str, Any]]) -> list[Upload]:
    """Uploaded files in memory, with the component that each belongs to.

    Raises:
        ActionRefused: one is too large; it is not read then.
    """
    found = []
    for component, file in files:
        if file.size > uploads.MOST_BYTES:
            raise ActionRefused("large", actions.refusal_of("large", file.name), "papers")
        found.append(Upload(file.name, file.read(), component))
    return found


def application(offer: Offer, form: ApplicationForm, links: LinksForm, **who: str) -> Application:
    return Application(
        procedure=offer.code, form=form.answers(), links=links.links(),
        replaces=links.cleaned_data.get("replaces"), **who,
    )  # fmt: skip


def missing(offer: Offer, dossier: Dossier) -> list[str]:
    """Names of the required documents that nobody has handed in."""
    there = set(Attachment.objects.filter(dossier=dossier).values_list("component", flat=True))
    # A component of the kind "form" is filled in here: it needs no file.
    return [in_language(one.name) for one in offer.components
            if one.required and one.kind == "document" and one.code not in there]  # fmt: skip


def file_online(
    dossier: Dossier, offer: Offer, said: Application, by: User,
    files: Iterable[Upload] = (), drop: Iterable[int] = (), seen: int | None = None,
) -> Dossier:  # fmt: skip
    """Keep the complete form in the draft and file it, under one lock: what was checked is what is
    filed, whatever a colleague saves at the same moment. Where it cannot be filed it is still kept.

    Raises:
        ActionRefused: a required document is missing; a colleague has kept the draft since.
    """
    with transaction.atomic():
        actions.change_draft(dossier.pk, said, by=by, files=files, drop=drop, seen=seen)
        try:
            return _file_complete(dossier, offer, by)
        except ActionRefused as refusal:
            refused = refusal
    raise refused


def kept_otherwise(dossier: Dossier, offer: Offer, form: ApplicationForm) -> list[tuple[str, str]]:
    """(field in words, value) of what the draft holds otherwise than the form; "" for nothing."""
    typed = form.answers()
    return [
        (in_language(one.label), str(dossier.form.get(one.name, "")))
        for one in offer.fields
        if dossier.form.get(one.name) != typed.get(one.name)
    ]


def _file_complete(dossier: Dossier, offer: Offer, by: User) -> Dossier:
    lacking = missing(offer, dossier)
    if lacking:
        raise ActionRefused(
            "components",
            _("These documents are required and not there yet: %(names)s.")
            % {"names": "; ".join(lacking)},
        )
    return actions.file_dossier(dossier.pk, by=by)


def at_the_counter(
    by: User, offer: Offer, counter: CounterForm, form: ApplicationForm, links: LinksForm
) -> Dossier:
    """File what stands on the counter, and receive it: one transaction, whole or not at all.

    Whoever takes it in goes on with it (or who covers for him today), and its receipt is drafted.
    Papers may stay paper: the officer has seen them, so a missing scan refuses nothing.
    """
    given = counter.cleaned_data
    kept = actions.keep(read_all(form.uploads()))
    with transaction.atomic():
        made = Dossier(filed_by=by, channel=given["channel"], organisation=given["organisation"])
        actions.write(made, application(
            offer, form, links, applicant_name=given["applicant_name"],
            applicant_contact=given["applicant_contact"],
        ))  # fmt: skip
        made.demonstration = actions.is_invented(made, by)
        made.save()
        actions.attach(made, Attachment.Purpose.APPLICATION, kept, by)
        made = actions.file_dossier(made.pk, by=by)
        hands = present(by)
        event = actions.act(made, Kind.RECEIVED, by=by, expected=made.version,
                            data={"to": hands.pk} if hands else None)  # fmt: skip
        letters.draft(event, by=by)
    made.refresh_from_db()
    return made
