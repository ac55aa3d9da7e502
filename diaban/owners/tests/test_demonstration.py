from __future__ import annotations

import pytest

from diaban.accounts import demonstration as accounts
from diaban.owners import demonstration, worklist
from diaban.owners.models import Steward

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


def test_every_owner_has_a_demonstration_steward_and_loading_again_changes_nothing():
    accounts.create()
    demonstration.load()
    demonstration.load()
    assert sorted(Steward.objects.values_list("owner", flat=True)) == worklist.owners()


def test_without_demonstration_accounts_nobody_is_named():
    demonstration.load()
    assert not Steward.objects.exists()


def test_erasing_leaves_the_real_people(steward):
    accounts.create()
    demonstration.load()
    demonstration.erase()
    assert list(Steward.objects.all()) == [steward]
