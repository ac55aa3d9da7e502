"""Which projects an organisation's accounts may follow: those that its investors hold today.

A project that was transferred is its new holder's. The one place where the link is read.
"""

from __future__ import annotations

from django.db.models import QuerySet

from diaban.accounts.models import Organisation
from diaban.projects import actions
from diaban.projects.models import Investor, Project
from diaban.projects.replay import replay


def of_organisation(organisation: Organisation | None) -> list[Project]:
    """The projects that it holds, by name; none for an organisation that may not act."""
    if organisation is None or not organisation.is_active:
        return []
    investors = set(organisation.investors.values_list("code", flat=True))
    if not investors:
        return []
    asked: QuerySet[Project] = Project.objects.filter(
        events__withdrawn_at=None, events__holdings__investor__code__in=investors
    ).distinct()
    held = [one for one in asked if investors & _holders(one)]
    return sorted(held, key=lambda one: (str(one), one.code))


def holds(organisation: Organisation | None, project: Project) -> bool:
    """Whether the organisation holds the project today."""
    return any(one.pk == project.pk for one in of_organisation(organisation))


def named(code: str) -> Project | None:
    """The project with this code, as other rooms cite it; None for "" and for what is gone."""
    return Project.objects.filter(code=code).first() if code else None


def organisations(project: Project) -> list[Organisation]:
    """Whose accounts may follow the project, by name."""
    linked = Investor.objects.filter(code__in=_holders(project), organisation__is_active=True)
    found = {one.organisation_id: one.organisation for one in linked.select_related("organisation")}
    return sorted((one for one in found.values() if one), key=str)


def _holders(project: Project) -> set[str]:
    state = replay(actions.history_of(project))
    return {held.investor for held in state.holdings}
