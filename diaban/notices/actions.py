"""Telling people, and what they do with what they were told.

    kinds.register(Kind("petition.answered", _("Your petition was answered"), room="petitions"))
    tell("petition.answered", people, title=said(gettext_noop("%(number)s was answered"),
         number=petition.number), href=reverse("my-petitions:petition", args=[petition.number]),
         about=petition.key, by=user)

The caller names only people who may see what the notice says and where it leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.notices import kinds, wording
from diaban.notices.models import Delivery, Notice, Preference, Reader
from diaban.notices.wording import Text


def tell(
    kind: str,
    users: Iterable[User],
    *,
    title: Text | str,
    text: Text | str = "",
    href: str,
    about: str = "",
    once: str = "",
    by: User | None = None,
    demonstration: bool = False,
    at: datetime | None = None,
) -> int:
    """Tell each of `users` once; how many were told now. Part of the caller's transaction.

    `by`, who did it, is not told of it; nor is anybody who may not sign in, or whom the kind does
    not concern: a leader of visits who became an enterprise's account hears of none.
    With `once`, whoever was told of the same `kind` and `once` before is not told again.
    Mail follows the commit.

    Raises:
        KeyError: no room has named this kind.
        ValueError: `href` leads away from this site.
    """
    this = kinds.of(kind)
    readers = {user.pk: user for user in users if user.is_active and this.concerns(user)}
    if by is not None:
        readers.pop(by.pk, None)
    if not readers:
        return 0
    chosen = dict(
        Preference.objects.filter(kind=kind, person__in=readers).values_list("person", "delivery")
    )
    kept = {
        "kind": kind,
        "title": wording.in_every_language(title),
        "text": wording.in_every_language(text) if text else {},
        "href": wording.neutral(href),
        "about": about,
        "once": once,
        "at": at or timezone.now(),
        "demonstration": demonstration,
    }
    if once:
        told = Notice.objects.filter(kind=kind, once=once, person__in=readers)
        for pk in told.values_list("person", flat=True):
            readers.pop(pk)
    Notice.objects.bulk_create(
        [Notice(person=user, delivery=chosen.get(pk, this.default), **kept)
         for pk, user in readers.items()],
        ignore_conflicts=bool(once),
    )  # fmt: skip
    hurried = any(
        user.email and chosen.get(pk, this.default) == Delivery.AT_ONCE
        for pk, user in readers.items()
    )
    if hurried and settings.EMAIL_HOST:
        transaction.on_commit(_send_soon)
    return len(readers)


def _send_soon() -> None:
    from diaban.notices import mail  # it needs the tasks, which need this

    mail.send_waiting.enqueue()


def read(user: User, pks: Iterable[int] | None = None, *, at: datetime | None = None) -> int:
    """Mark one's own notices (all, where none are named) as read; how many were unread."""
    unread = Notice.objects.filter(person=user, read_at=None)
    if pks is not None:
        unread = unread.filter(pk__in=list(pks))
    return unread.update(read_at=at or timezone.now())


def read_about(user: User, about: str) -> int:
    """Whoever looks at a thing has read what he was told about it."""
    return Notice.objects.filter(person=user, about=about, read_at=None).update(
        read_at=timezone.now()
    )


def unread(user: User) -> int:
    return Notice.objects.filter(person=user, read_at=None).count()


def choose(user: User, language: str, deliveries: Mapping[str, str]) -> None:
    """Keep how a person wants each kind; a kind that no room has named is passed over."""
    with transaction.atomic():
        Reader.objects.update_or_create(person=user, defaults={"language": language})
        for kind, delivery in deliveries.items():
            if kinds.is_known(kind):
                Preference.objects.update_or_create(
                    person=user, kind=kind, defaults={"delivery": Delivery(delivery)}
                )
