"""The words of the desk for steps, states and kinds of reports."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.reports import course

STATES: Mapping[str, Promise] = {
    course.DRAFTED: _("draft"),
    course.LOCKED: _("locked, to be checked"),
    course.CHECKED: _("checked, to be approved"),
    course.APPROVED: _("approved, to be signed"),
    course.SIGNED: _("signed"),
    course.PUBLISHED: _("published"),
    course.RETURNED: _("returned"),
}
DONE: Mapping[str, Promise] = {
    course.DRAFTED: _("Drafted"),
    course.LOCKED: _("Locked"),
    course.CHECKED: _("Checked"),
    course.APPROVED: _("Approved"),
    course.SIGNED: _("Signed"),
    course.PUBLISHED: _("Published"),
    course.RETURNED: _("Returned"),
}
BUTTONS: Mapping[str, Promise] = {
    course.LOCKED: _("Lock this report"),
    course.CHECKED: _("I have checked it"),
    course.APPROVED: _("Approve"),
    course.SIGNED: _("Sign and number"),
    course.PUBLISHED: _("Publish"),
    course.RETURNED: _("Return it"),
}
BADGES: Mapping[str, str] = {
    course.DRAFTED: "badge-unknown",
    course.LOCKED: "badge-planned",
    course.CHECKED: "badge-planned",
    course.APPROVED: "badge-planned",
    course.SIGNED: "badge-ok",
    course.PUBLISHED: "badge-ok",
    course.RETURNED: "badge-danger",
}
