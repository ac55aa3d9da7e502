"""Settings from the environment that can be wrong say how they are right."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from diaban.config import environment


def test_an_office_is_a_pair_of_degrees(monkeypatch):
    monkeypatch.setenv("DIABAN_OFFICE", " 107.08, 20.95 ")
    assert environment.point("DIABAN_OFFICE") == (107.08, 20.95)


def test_no_office_is_unknown(monkeypatch):
    monkeypatch.delenv("DIABAN_OFFICE", raising=False)
    assert environment.point("DIABAN_OFFICE") is None


@pytest.mark.parametrize("given", ["Hạ Long", "107.08", "20.95,107.08", "107,20,1", "nan,1"])
def test_a_wrong_office_says_how_it_is_right(monkeypatch, given):
    monkeypatch.setenv("DIABAN_OFFICE", given)
    with pytest.raises(ImproperlyConfigured, match="longitude,latitude"):
        environment.point("DIABAN_OFFICE")
