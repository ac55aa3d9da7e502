"""A project's timeline tells of its land, and invented projects lease invented plots."""

from __future__ import annotations

import pytest

from diaban.facts import packs
from diaban.land import demonstration as land
from diaban.land import lease_actions
from diaban.land.models import Lease, LeaseEvent
from diaban.projects import demonstration, timeline
from diaban.projects.models import Project

pytestmark = pytest.mark.django_db


def test_invented_projects_lease_invented_land_where_and_when_they_could():
    packs.load("packs/quang-ninh")
    land.load()
    demonstration.load()
    links = LeaseEvent.objects.filter(kind="linked").select_related("lease")
    assert 0 < links.count() <= Lease.objects.count()
    assert len({link.project for link in links}) == links.count()
    projects = Project.objects.in_bulk([link.project for link in links], field_name="code")
    for link in links:
        project = projects[link.project]
        assert project.infrastructure_project == link.lease.ledger_id
        assert project.registered_on <= link.lease.start
    link = links[0]
    assert lease_actions.of_project(link.project) == [link.lease]
    told = [entry for entry in timeline.of(projects[link.project]) if entry.room == "land"]
    assert any(link.lease.number in entry.title for entry in told)
