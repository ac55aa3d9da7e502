"""`diaban import` as a person in a terminal meets it."""

from __future__ import annotations

import json

import pytest
import shapely
from click.testing import CliRunner
from django.contrib.auth import get_user_model

from diaban.cli import main
from diaban.facts import packs
from diaban.facts.models import Assertion
from diaban.facts.tests.build_pack import write_pack
from diaban.imports.models import Import, State
from diaban.imports.tests.files import vector

pytestmark = pytest.mark.django_db
SHAPE = shapely.Polygon([(107.7, 21.4), (107.74, 21.41), (107.73, 21.45), (107.7, 21.44)])


@pytest.fixture(autouse=True)
def small_pack(tmp_path, monkeypatch):
    monkeypatch.setenv("DIABAN_LANGUAGE", "en")
    packs.load(write_pack(tmp_path / "pack"))


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def parks(folder, crs="EPSG:4326", **fields):
    columns = {"code": ["hai-ha"], "name": ["KCN cảng biển Hải Hà"], "status": ["planned"]}
    return vector(folder / "parks.gpkg", [SHAPE], columns | fields, crs=crs)


def bring(path, *more):
    return run("import", path, "--layer", "parks", "--source", "qd-1", *more)


def test_it_says_the_change_set_in_words_and_changes_nothing(tmp_path):
    before = Assertion.objects.count()
    answer = bring(parks(tmp_path))
    assert answer.exit_code == 0
    assert "~ park:hai-ha" in answer.output
    assert "Status: operating → planned" in answer.output
    assert "Nothing was changed yet" in answer.output
    assert Assertion.objects.count() == before


def test_without_a_system_it_asks_and_names_the_options_to_give(tmp_path):
    answer = bring(parks(tmp_path, crs=None))
    assert answer.exit_code == 1
    assert "The file declares no coordinate system." in answer.output
    assert "--crs EPSG:4326" in answer.output


def test_findings_name_row_field_reason_and_remedy(tmp_path):
    answer = bring(parks(tmp_path, status=["lost"]), "--map", "status=status")
    assert answer.exit_code == 1
    assert "row 1, status" in answer.output
    assert "“lost” is none of the values of this field." in answer.output
    assert "→ Write one of: operating" in answer.output
    assert "--leave-out unknown_choice" in answer.output


def test_apply_sends_it_for_approval_by_a_second_person(tmp_path):
    people = get_user_model().objects
    people.create_user("lan", role="editor")
    people.create_user("minh", role="leader")
    answer = bring(parks(tmp_path), "--apply", "--by", "lan")
    assert answer.exit_code == 0
    record = Import.objects.get()
    assert record.state == State.SENT
    mark = record.mark[:12]
    assert f"diaban imports approve {record.pk} --by NAME --seen {mark}" in answer.output
    other = run("imports", "approve", record.pk, "--by", "minh", "--seen", "0" * 12)
    assert (other.exit_code, "changed since you looked" in other.output) == (1, True)
    short = run("imports", "approve", record.pk, "--by", "minh", "--seen", mark[:3])
    assert short.exit_code == 1, "three digits name nothing"
    refused = run("imports", "approve", record.pk, "--by", "lan", "--seen", mark)
    assert (refused.exit_code, "second person" in refused.output) == (1, True)
    done = run("imports", "approve", record.pk, "--by", "minh", "--seen", mark)
    assert (done.exit_code, "Applied: 2 values recorded" in done.output) == (0, True)
    assert "applied" in run("imports").output


def test_an_account_without_the_right_cannot_approve(tmp_path):
    people = get_user_model().objects
    people.create_user("lan", role="editor")
    people.create_user("thu", role="officer")
    bring(parks(tmp_path), "--apply", "--by", "lan")
    record = Import.objects.get()
    words = ("imports", "approve", record.pk, "--by", "thu", "--seen", record.mark)
    assert run(*words).exit_code == 1
    assert Import.objects.get().state == State.SENT


def test_the_first_person_is_named_where_a_second_has_to_approve(tmp_path):
    answer = bring(parks(tmp_path), "--apply")
    assert (answer.exit_code, "--by" in answer.output) == (2, True)
    assert not Import.objects.exists()
    bring(parks(tmp_path))
    record = Import.objects.get()
    assert "run the command again with --by NAME" in run("imports", "show", record.pk).output
    assert run("imports", "undo", record.pk).exit_code == 2


def test_where_one_person_is_enough_apply_applies_and_undo_takes_it_back(tmp_path, settings):
    settings.DIABAN_SECOND_PERSON = False
    before = Assertion.objects.filter(withdrawn_at=None).count()
    answer = bring(parks(tmp_path), "--apply")
    assert (answer.exit_code, Import.objects.get().state) == (0, State.APPLIED)
    assert Assertion.objects.filter(withdrawn_at=None).count() == before + 2
    back = run("imports", "undo", Import.objects.get().pk)
    assert back.exit_code == 0
    assert Assertion.objects.filter(withdrawn_at=None).count() == before


def test_as_json_everything_is_there_for_a_program(tmp_path):
    told = json.loads(bring(parks(tmp_path), "--json").output)
    assert (told["state"], told["counts"]["changed"]) == ("ready", 1)
    assert told["changes"][0]["fields"][0]["field"] == "status"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--map", "status"),
        ("--encoding", "klingon"),
        ("--as-of", "31/12/2025"),
        ("--match", "a=b"),
        ("--by", "nobody"),
    ],
)
def test_a_wrong_option_is_a_wrong_call(tmp_path, wrong):
    assert bring(parks(tmp_path), *wrong).exit_code == 2


def test_an_unknown_layer_or_source_names_what_there_is(tmp_path):
    path = parks(tmp_path)
    answer = run("import", path, "--layer", "parcs", "--source", "qd-1")
    assert (answer.exit_code, "parks" in answer.output) == (2, True)
    assert run("import", path, "--layer", "parks", "--source", "qd-9").exit_code == 2


def test_what_is_no_such_file_is_refused_in_one_line(tmp_path):
    path = tmp_path / "lie.gpkg"
    path.write_bytes(b"MZ this is a program")
    answer = bring(path)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert Import.objects.count() == 0


def test_a_marked_copy_is_written_where_asked(tmp_path):
    answer = bring(
        parks(tmp_path, status=["lost"]), "--map", "status=status", "--marked", tmp_path / "m.gpkg"
    )
    assert answer.exit_code == 1
    assert (tmp_path / "m.gpkg").exists()
