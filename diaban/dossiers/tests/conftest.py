from __future__ import annotations

import pytest
from django.utils import translation

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import person
from diaban.dossiers import actions
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Channel
from diaban.dossiers.tests.desk import PROCEDURE, Desk, procedure


@pytest.fixture(autouse=True)
def vietnamese():
    """Whatever language an earlier test has left, these read Vietnamese."""
    with translation.override("vi"):
        yield


@pytest.fixture
def desk(db) -> Desk:
    """An officer, a leader, an enterprise with its account, and helpers to move a dossier."""
    procedure()
    company = Organisation.objects.create(name_vi="Công ty A", tax_code="5701929293")
    owner = person("enterprise")
    owner.organisation = company
    owner.save()
    return Desk(person("officer"), person("leader"), owner, company)


@pytest.fixture
def filed(desk):
    """A dossier that the enterprise filed online."""
    application = actions.Application(PROCEDURE, {"project_name": "Nhà máy A"})
    dossier = actions.draft(application, by=desk.owner, channel=Channel.ONLINE)
    return actions.file_dossier(dossier.pk, by=desk.owner)


@pytest.fixture
def received(desk, filed):
    desk.do(filed, Kind.RECEIVED)
    return filed
