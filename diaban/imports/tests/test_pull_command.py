from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from diaban.accounts.tests.people import person
from diaban.cli import main
from diaban.imports.tests.bad_server import Behaviour, serving

CONTENT = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"id": "way/1", "name": "A"},
                      "geometry": {"type": "Point", "coordinates": [107, 21]}}],
    }
).encode()  # fmt: skip


@pytest.fixture
def run(tmp_path, settings):
    settings.DIABAN_DATA = tmp_path / "data"
    (tmp_path / "manifests").mkdir()

    def manifest(url: str, digest: str = "unknown") -> None:
        content = {
            "name": "places", "title_vi": "Nơi", "title_en": "Places", "publisher": "P",
            "homepage": "https://p", "version": "v1", "licence": "MIT", "licence_url": "https://l",
            "attribution": "P", "layer": "osm_parks", "columns": {"code": "id", "name_vi": "name"},
            "files": [{"name": "x.geojson", "url": url, "sha256": digest}],
        }  # fmt: skip
        (tmp_path / "manifests/places.yaml").write_text(yaml.safe_dump(content))

    def run(*arguments: str):
        folder = str(tmp_path / "manifests")
        return CliRunner().invoke(main, ["pull", *arguments, "--manifests", folder])

    run.manifest = manifest
    return run


def test_the_list_says_what_is_fetched_and_under_which_licence(run):
    with serving(Behaviour(content=CONTENT)) as url:
        run.manifest(url)
        assert "○ places" in run("--list").output
        assert run("places", "--accept-hash", "--fetch-only").exit_code == 0
    said = json.loads(run("--list", "--json").output)["sets"]
    assert [(one["name"], one["licence"], one["pinned"], one["cached"]) for one in said] == [
        ("places", "MIT", False, True)
    ]


def test_an_unknown_hash_ends_the_command_with_the_hash_and_the_way_on(run):
    digest = hashlib.sha256(CONTENT).hexdigest()
    with serving(Behaviour(content=CONTENT)) as url:
        run.manifest(url)
        refused = run("places")
        assert refused.exit_code == 1
        assert f"--sha256 {digest}" in refused.output
        assert run("places", "--sha256", "0" * 64).exit_code == 1
        taken = run("places", "--sha256", digest, "--json", "--fetch-only")
    answer = json.loads(taken.output)
    assert (taken.exit_code, answer["features"], answer["hash"]) == (0, 1, "confirmed")
    assert Path(answer["ready"]).is_file()


def test_a_wrong_hash_is_said_to_programs_too(run):
    with serving(Behaviour(content=CONTENT)) as url:
        run.manifest(url, "0" * 64)
        refused = run("places", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.output)["refused"] == "wrong_hash"


def test_an_unknown_name_says_which_are_known(run):
    run.manifest("https://example.org/x")
    refused = run("nowhere")
    assert refused.exit_code == 1
    assert "Known are: places." in refused.output


def test_again_forgets_what_is_cached(run):
    server = Behaviour(content=CONTENT)
    with serving(server) as url:
        run.manifest(url)
        run("places", "--accept-hash", "--fetch-only")
        run("places", "--accept-hash", "--fetch-only")
        assert len(server.asked) == 1
        run("places", "--accept-hash", "--again", "--fetch-only")
    assert len(server.asked) == 2


@pytest.mark.django_db
def test_what_is_pulled_goes_through_the_review_and_ends_in_its_own_layer(run, tmp_path):
    from diaban.facts import packs
    from diaban.facts.tests.build_pack import SMALL_PACK
    from diaban.imports import actions
    from diaban.imports.models import Import, State
    from diaban.opendata.models import MappedPark
    from diaban.zones.models import IndustrialPark

    packs.load(SMALL_PACK)
    parks = IndustrialPark.objects.count()
    with serving(Behaviour(content=CONTENT)) as url:
        run.manifest(url)
        asked = run("places", "--accept-hash", "--json")
        assert asked.exit_code == 1, "how exact is the point? nobody has said"
        assert [one["code"] for one in json.loads(asked.output)["import"]["questions"]] == [
            "accuracy"
        ]
        ready = run("places", "--json", "--accuracy", "50", "--method", "digitised",
                    "--by", person("officer").username)  # fmt: skip
    assert ready.exit_code == 0, ready.output
    record = Import.objects.latest("pk")
    assert (record.state, record.kind) == (State.READY, "osm_park")
    assert record.source.kind == "open_data"
    assert record.source.licence.startswith("MIT")
    assert not MappedPark.objects.exists(), "nothing counts before it is approved"
    actions.send(record, by=person("officer"))
    actions.approve(record, by=person("editor"), seen=record.mark)
    actions.apply(record, by=person("editor"))
    assert [park.key for park in MappedPark.objects.all()] == ["osm_park:way-1"]
    assert IndustrialPark.objects.count() == parks, "and is merged with nothing of ours"
