from __future__ import annotations

from functools import partial

import pytest
from django.apps import apps
from django.utils import timezone

from diaban.facts import packs, schema
from diaban.facts.refresh import refresh
from diaban.facts.tests.build_pack import write_pack
from diaban.facts.typed import EditedBehindResolution, written_by_resolution
from diaban.zones.models import IndustrialPark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    packs.load(write_pack(tmp_path))


def test_no_typed_row_can_be_changed_behind_resolution():
    for kind in schema.kinds():
        rows = apps.get_model(kind.model).objects
        row = rows.first() or rows.model(key=f"{kind.name}:x", resolved_at=timezone.now())
        edits = (
            row.save,
            row.delete,
            rows.all().delete,
            partial(rows.update, code="x"),
            partial(rows.create, key="x", resolved_at=timezone.now()),
            partial(rows.bulk_update, [row], ["code"]),
            partial(rows.bulk_create, [row]),
        )
        for edit in edits:
            with pytest.raises(EditedBehindResolution):
                edit()


def test_the_permission_to_write_ends_with_the_block():
    with written_by_resolution():
        IndustrialPark.objects.all().delete()
    with pytest.raises(EditedBehindResolution):
        IndustrialPark(key="park:x", resolved_at=timezone.now()).save()


def test_rows_can_be_rebuilt_from_the_assertions():
    def picture():
        return [
            sorted(apps.get_model(kind.model).objects.values_list("key", "name_vi"))
            for kind in schema.kinds()
        ]

    before = picture()
    with written_by_resolution():
        for kind in schema.kinds():
            apps.get_model(kind.model).objects.all().delete()
    assert refresh() == 15
    assert picture() == before


def test_a_row_that_nothing_is_said_of_disappears():
    with written_by_resolution():
        IndustrialPark.objects.create(key="park:ghost", code="ghost", resolved_at=timezone.now())
    refresh(["park:ghost"])
    assert not IndustrialPark.objects.filter(key="park:ghost").exists()


def test_refreshing_one_leaves_the_others_alone():
    stamp = IndustrialPark.objects.get(code="hai-ha").resolved_at
    refresh(["park:dam-nha-mac"])
    assert IndustrialPark.objects.get(code="hai-ha").resolved_at == stamp
    assert IndustrialPark.objects.get(code="dam-nha-mac").resolved_at > stamp


def test_nothing_to_refresh_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert refresh([]) == 0
