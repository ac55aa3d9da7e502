"""Who hears of a minute: asked to sign it, sent it; by mail with the PDF where mail is set up."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_tasks import task

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission
from diaban.dossiers import blobs
from diaban.dossiers.uploads import PDF
from diaban.notices.actions import tell
from diaban.notices.kinds import Kind
from diaban.notices.models import Delivery
from diaban.notices.wording import Text, said
from diaban.visits.models import Minute

KINDS = (
    Kind("minute.waits", gettext_lazy("A minute waits for your signature"), "visits",
         Delivery.AT_ONCE, (Permission.CLAIM_COMMITMENTS,)),
    Kind("minute.sent", gettext_lazy("A minute of a visit is sent"), "visits",
         permissions=(Permission.CLAIM_COMMITMENTS, Permission.SEE_VISITS)),
)  # fmt: skip


def waits(minute: Minute, *, by: User | None) -> None:
    """Ask the side that was visited to sign; inside the caller's transaction."""
    title = said(gettext_noop("The minute %(number)s waits for your signature"), number=_no(minute))
    _tell("minute.waits", _members(minute), minute, title, own=True, by=by)


def sent(minute: Minute, *, by: User | None) -> list[str]:
    """Send it to both sides; whom it reached, as words that stay on record."""
    title = said(gettext_noop("The minute %(number)s is finished"), number=_no(minute))
    stop = minute.stop
    team = [one for one in (stop.visit.leader, *stop.visit.members.all()) if one is not None]
    once = f"minute {minute.pk} sent"
    _tell("minute.sent", _members(minute), minute, title, own=True, by=by, once=once)
    _tell("minute.sent", team, minute, title, own=False, by=by, once=once)
    reached = [str(one) for one in {user.pk: user for user in team}.values()]
    if stop.organisation is not None and stop.organisation.is_active:
        reached.append(str(stop.organisation))
        mailed = [one for one in minute.sent_to if "@" in one]
        if address_of(minute) and settings.EMAIL_HOST and not mailed:
            transaction.on_commit(lambda: mail.enqueue(minute.pk))
        reached += mailed
    return reached


@task()
def mail(pk: int) -> bool:
    """Send the PDF to the organisation; whether it went now. A second one is never sent, nor any
    to an organisation that is no longer active.

    Raises:
        OSError: the mail server cannot be reached; "Send again" on the page tries once more.
    """
    minute = Minute.objects.select_related("stop__visit", "stop__organisation").get(pk=pk)
    address = address_of(minute)
    if not address or address in minute.sent_to:
        return False
    compose(minute, address).send()
    with transaction.atomic():
        locked = Minute.objects.select_for_update().get(pk=pk)
        locked.sent_to = [*locked.sent_to, address]
        locked.save(update_fields=["sent_to"])
    return True


def address_of(minute: Minute) -> str:
    """Where the minute is mailed; "" where there is no such address, or nobody active behind it."""
    organisation = minute.stop.organisation
    return organisation.email if organisation is not None and organisation.is_active else ""


def compose(minute: Minute, address: str) -> EmailMessage:
    """The letter, in the site's first language, with the finished PDF."""
    with translation.override(settings.LANGUAGE_CODE):
        number, visit = _no(minute), minute.stop.visit
        subject = _("Minute %(number)s") % {"number": number}
        if visit.demonstration:
            subject = f"[{_('demonstration')}] {subject}"
        where = settings.DIABAN_URL + reverse("my-minutes:minute", args=[minute.pk])
        if minute.refused:
            words = _(
                "Here is the minute of our visit “%(title)s”. The authority has signed it; your "
                "side has not, for this reason: %(reason)s\n\n"
                "It also lies in your own area: %(address)s"
            )
        else:
            words = _(
                "Here is the minute of our visit “%(title)s”, signed by both sides.\n\n"
                "It also lies in your own area: %(address)s"
            )
        words %= {"title": visit.title, "address": where, "reason": minute.refused}
        letter = EmailMessage(subject, words, to=[address])
    letter.attach(file_name(minute, "pdf"), blobs.read(minute.pdf_sha256), PDF)
    return letter


def file_name(minute: Minute, kind: str) -> str:
    return f"bien-ban-{_no(minute).split('/')[0]}.{kind}"


def _no(minute: Minute) -> str:
    return str(minute.content.get("number", ""))


def _members(minute: Minute) -> list[User]:
    organisation = minute.stop.organisation
    if organisation is None or not organisation.is_active:
        return []
    return list(User.objects.filter(organisation=organisation, role=Role.ENTERPRISE))


def _tell(
    name: str,
    people: Iterable[User],
    minute: Minute,
    title: Text,
    *,
    own: bool,
    by: User | None,
    once: str = "",
) -> None:
    tell(
        name, people, title=title, text=minute.stop.visit.title,
        href=reverse("my-minutes:minute" if own else "minutes-desk:minute", args=[minute.pk]),
        about=f"minute:{minute.pk}", once=once, by=by,
        demonstration=minute.stop.visit.demonstration,
    )  # fmt: skip
