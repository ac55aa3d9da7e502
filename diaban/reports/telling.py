"""Who is told of a report: those who may take its next step, and those who have written
in it or taken one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from diaban.accounts.models import User
from diaban.accounts.permissions import ALLOWED, Permission
from diaban.design.formats import period
from diaban.notices.actions import tell
from diaban.notices.kinds import Kind
from diaban.notices.models import Delivery
from diaban.notices.wording import said
from diaban.reports import course
from diaban.reports.models import Report

WAITS, RETURNED, SIGNED = "report.waits", "report.returned", "report.signed"
KINDS = (
    Kind(WAITS, _("A report waits for you to check, approve or sign it"), room="reports",
         default=Delivery.AT_ONCE, permissions=(Permission.CHECK_REPORTS,
         Permission.APPROVE_REPORTS, Permission.SIGN_REPORTS)),
    Kind(RETURNED, _("A report that you worked on was returned"), room="reports",
         permissions=(Permission.SEE_REPORTS,)),
    Kind(SIGNED, _("A report that you worked on was signed or published"), room="reports",
         permissions=(Permission.SEE_REPORTS,)),
)  # fmt: skip
WAITING = {
    course.LOCKED: (Permission.CHECK_REPORTS, gettext_noop("The report of %(period)s is locked and "
                                                           "waits to be checked.")),
    course.CHECKED: (Permission.APPROVE_REPORTS, gettext_noop("The report of %(period)s is checked "
                                                              "and waits to be approved.")),
    course.APPROVED: (Permission.SIGN_REPORTS, gettext_noop("The report of %(period)s is approved "
                                                            "and waits to be signed.")),
}  # fmt: skip
DONE = {
    course.RETURNED: (RETURNED, gettext_noop("The report of %(period)s was returned.")),
    course.SIGNED: (SIGNED, gettext_noop("The report of %(period)s was signed.")),
    course.PUBLISHED: (SIGNED, gettext_noop("The report of %(period)s was published.")),
}


def of(report: Report, step: str, *, by: User, note: str = "") -> None:
    """Tell of a step that was just taken; part of the caller's transaction."""
    about = {
        "href": reverse("reports-desk:report", args=[report.pk]),
        "about": f"report:{report.pk}",
        "by": by,
        "demonstration": report.demonstration,
    }
    when = {"vi": period(report.period, "vi"), "en": period(report.period, "en")}
    took_part = set(report.steps.exclude(by=None).values_list("by", flat=True))
    took_part |= report.writers()
    if step in WAITING:
        permission, words = WAITING[step]
        people = [one for one in _who_may(permission) if one.pk not in took_part]
        tell(WAITS, people, title=said(words, period=when), **about)  # type: ignore[arg-type]
    elif step in DONE:
        kind, words = DONE[step]
        people = list(User.objects.filter(pk__in=took_part))
        tell(kind, people, title=said(words, period=when), text=note, **about)  # type: ignore[arg-type]


def _who_may(permission: Permission) -> list[User]:
    """The people whose role has a permission; administrators are not asked to do others' work."""
    roles = [role for role, may in ALLOWED.items() if permission in may and role != "admin"]
    return list(User.objects.filter(is_active=True, role__in=roles))
