"""What the people of an enterprise are told of its dossiers, as their steps are taken."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Dossier
from diaban.notices import actions as notices
from diaban.notices.kinds import Kind as NoticeKind
from diaban.notices.models import Delivery
from diaban.notices.wording import Text

_APPLICANTS = (Permission.FILE_DOSSIERS,)
KINDS = (
    NoticeKind("dossier.received", _("A dossier was received, or not taken in"), "dossiers",
               Delivery.AT_ONCE, _APPLICANTS),
    NoticeKind("dossier.asked", _("Something is asked of you for a dossier"), "dossiers",
               Delivery.AT_ONCE, _APPLICANTS),
    NoticeKind("dossier.moved", _("The date of a dossier has moved, or its clock stands"),
               "dossiers", Delivery.DIGEST, _APPLICANTS),
    NoticeKind("dossier.result", _("A result is ready, or a dossier was stopped"), "dossiers",
               Delivery.AT_ONCE, _APPLICANTS),
    NoticeKind("dossier.apology", _("An apology for a dossier that is late"), "dossiers",
               Delivery.DIGEST, _APPLICANTS),
)  # fmt: skip
_RESULT_BY = gettext_noop("The result is due by %(due)s.")
_MOVED = ("dossier.moved", gettext_noop("The date of dossier %(code)s has moved"), _RESULT_BY)
_READ_WHY = gettext_noop("Its page says why.")
LINES: dict[Kind, tuple[str, str, str]] = {
    Kind.RECEIVED: ("dossier.received", gettext_noop("Dossier %(code)s was received"), _RESULT_BY),
    Kind.REFUSED: ("dossier.received", gettext_noop("Dossier %(code)s was not taken in"),
                   _READ_WHY),
    Kind.SUPPLEMENT_REQUESTED: ("dossier.asked", gettext_noop("Dossier %(code)s needs more papers"),
                                gettext_noop("The clock stands until you have supplied them.")),
    Kind.OBLIGATION_RAISED: ("dossier.asked",
                             gettext_noop("Dossier %(code)s: a financial obligation is to be met"),
                             gettext_noop("The clock stands until it is met.")),
    Kind.EXTENSION_AGREED: _MOVED,
    Kind.SUSPENDED: ("dossier.moved", gettext_noop("The clock of dossier %(code)s stands"),
                     _READ_WHY),
    Kind.RESUMED: ("dossier.moved", gettext_noop("The clock of dossier %(code)s runs again"),
                   _RESULT_BY),
    Kind.APOLOGISED: ("dossier.apology",
                      gettext_noop("The authority apologises: dossier %(code)s is late"),
                      _READ_WHY),
    Kind.COMPLETED: ("dossier.result", gettext_noop("The result of dossier %(code)s is ready"), ""),
    Kind.STOPPED: ("dossier.result", gettext_noop("Dossier %(code)s was stopped"), _READ_WHY),
}  # fmt: skip
"""Of each step: the kind of notice, its title, its text."""


def people(dossier: Dossier) -> list[User]:
    """The accounts that act for the organisation; nobody where a person filed at the counter."""
    if dossier.organisation_id is None:
        return []
    found = User.objects.filter(
        organisation=dossier.organisation_id, organisation__is_active=True, is_active=True
    )
    return [user for user in found if may(user, Permission.FILE_DOSSIERS)]


def after(dossier: Dossier, kind: Kind, by: User | None) -> None:
    """Tell of a step; `dossier` as it stands after it."""
    if kind in LINES:
        _tell(dossier, *LINES[kind], by=by)


def moved(pks: Iterable[int]) -> None:
    """A new version of the calendar has moved the dates of these dossiers."""
    for dossier in Dossier.objects.filter(pk__in=pks, organisation__members__is_active=True):
        if dossier.due_at is not None:
            _tell(dossier, *_MOVED, once=f"{dossier.code} {dossier.due_at:%Y-%m-%d %H:%M}")


def _tell(
    dossier: Dossier, kind: str, title: str, text: str, *, by: User | None = None, once: str = ""
) -> None:
    told = people(dossier)
    if not told:
        return
    due = timezone.localdate(dossier.due_at) if dossier.due_at else _("no known day")
    params = {"code": dossier.code, "due": due}
    notices.tell(
        kind, told, title=Text(title, params), text=Text(text, params) if text else "",
        href=reverse("my:dossier", args=[dossier.pk]), about=dossier.key, once=once, by=by,
        demonstration=dossier.demonstration,
    )  # fmt: skip
