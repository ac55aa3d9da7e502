"""A layer to take along and edit."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from click.testing import CliRunner
from django.test import Client

from diaban.cli import main
from diaban.editions import store


@pytest.fixture
def site(settings: Any, editions_root: Path) -> Client:
    settings.DIABAN_EDITIONS = editions_root
    return Client()


def test_the_editions_page_offers_every_layer_to_edit(site: Client, edition: store.Edition) -> None:
    page = site.get(f"/en/editions/{edition.id}/").content.decode()
    for layer in edition.layers:
        assert f"/en/editions/{edition.id}/geopackage/{layer}.gpkg" in page


def test_the_file_is_a_geopackage_that_says_its_edition(
    site: Client, edition: store.Edition, tmp_path: Path
) -> None:
    answer = site.get(f"/vi/editions/{edition.id}/geopackage/parks.gpkg")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    path = tmp_path / "parks.gpkg"
    path.write_bytes(answer.content)
    meta, table = pyogrio.read_arrow(path, layer="parks")
    assert meta["crs"] == "EPSG:4326"
    assert set(table["edition"].to_pylist()) == {edition.id}
    assert table["code"].to_pylist() == edition.layers["parks"].table["code"].to_pylist()
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM layer_styles").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize("path", ["{}/geopackage/nothing.gpkg", "nonsense/geopackage/parks.gpkg"])
def test_what_is_not_there_is_not_found(site: Client, edition: store.Edition, path: str) -> None:
    assert site.get(f"/vi/editions/{path.format(edition.id)}").status_code == 404


def test_the_command_writes_the_same_file(site: Client, tmp_path: Path) -> None:
    target = tmp_path / "x.gpkg"
    run = CliRunner().invoke(main, ["edition", "export", "parks", "--out", str(target)])
    assert run.exit_code == 0, run.output
    assert pyogrio.read_info(target, layer="parks")["features"] > 0
    assert CliRunner().invoke(main, ["edition", "export", "nothing"]).exit_code == 1
