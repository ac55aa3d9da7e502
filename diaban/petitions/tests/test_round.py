"""The day's round: what time alone brings, by the worker and by the command."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from diaban.cli import main
from diaban.petitions import daily
from diaban.petitions.course import State
from diaban.petitions.tests.test_actions import answer, filed

pytestmark = pytest.mark.django_db


def test_nothing_is_owed_where_nothing_waits(routes):
    assert not daily.owed()


def test_silence_and_lateness_are_owed_once(routes):
    silent, late = filed(), filed()
    answer(silent)
    assert daily.owed()
    told = CliRunner().invoke(main, ["petitions", "round", "--json"])
    assert json.loads(told.output) == {"closed": 1, "told": 1, "reminded": 0}
    silent.refresh_from_db()
    late.refresh_from_db()
    assert silent.state == State.SILENT
    assert late.events.filter(kind="escalated").count() == 1
    assert not daily.owed()
    again = CliRunner().invoke(main, ["petitions", "round"])
    assert again.exit_code == 0 and "0" in again.output


def test_an_answer_within_its_notice_is_left_alone(routes):
    from django.utils import timezone

    petition = filed()
    days = (timezone.now() - petition.events.first().at) - timedelta(days=1)
    answer(petition, days=days.days)
    told = CliRunner().invoke(main, ["petitions", "round", "--json"])
    assert json.loads(told.output)["closed"] == 0
