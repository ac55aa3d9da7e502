from __future__ import annotations

import pytest

from diaban.accounts.tests.people import person
from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK
from diaban.owners.models import Steward
from diaban.owners.tests.mail_server import MailServer

INVESTMENT = "Phòng Quy hoạch"


@pytest.fixture
def registry(db):
    """The small pack: Texhong's area is 650 ha by decision and 660 ha by the press."""
    packs.load(SMALL_PACK)


@pytest.fixture
def steward(registry):
    """The officer answers for investment and can be written to."""
    officer = person("officer")
    officer.email = "officer@example.org"
    officer.save()
    return Steward.objects.create(owner=INVESTMENT, person=officer)


@pytest.fixture
def mail(settings):
    """A real mail server on this machine, and Django told to use it."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
