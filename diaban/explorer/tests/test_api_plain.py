"""The plain question has one answer, whichever way it is found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from diaban.editions import publish, store
from diaban.editions.model import LayerInput, Snapshot
from diaban.explorer.api import features, plain
from diaban.explorer.api.endpoints import Context
from diaban.explorer.api.http import Request
from diaban.explorer.api.routes import ENDPOINTS
from diaban.explorer.tests.client import Client

ENDPOINT = next(one for one in ENDPOINTS if one.handler is features.layer_features)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
CORNER = st.floats(0, 9, allow_nan=False).map(lambda value: round(value, 5))
SIDE = st.floats(0.01, 9).map(lambda value: round(value, 5))


def layer_of(name: str, shapes: np.ndarray, **columns: pa.Array) -> LayerInput:
    keys = [f"{name}:{number}" for number in range(len(shapes))]
    table = {"key": keys, "code": keys, "name_vi": keys, "geometry": shapely.to_wkb(shapes)}
    return LayerInput(name, name, name, name, [], pa.table(table | columns), {})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thin triangles among each other: many bounding boxes meet a box that the shape misses."""
    corners = np.random.default_rng(3).uniform(0, 10, (800, 1, 2))
    thin = corners + np.random.default_rng(4).normal(0, 0.8, (800, 3, 2))
    shapes = shapely.polygons(np.concatenate([thin, thin[:, :1]], axis=1))
    nowhere = np.append(shapes[:9], None)
    until = pa.array([dt.date(2020, 1, 1)] * 5 + [None] * 5)
    layers = [layer_of("plots", shapes), layer_of("mixed", nowhere, valid_to=until)]
    folder = tmp_path_factory.mktemp("editions")
    publish.write(folder, Snapshot(layers=layers), now=NOW)
    return folder


def context(root: Path, query: str, layer: str = "plots") -> Context:
    path = f"/api/v1/layers/{layer}/features"
    scope = {"method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    return Context(root, Request(scope), ENDPOINT, {"layer": layer})


def both(root: Path, query: str, layer: str = "plots") -> tuple[Any, Any]:
    asked = context(root, query, layer)
    edition = store.current(root)
    place = (asked, edition, edition.layers[layer])
    return plain.answer(*place), features.answer_of_layer(*place)


@given(CORNER, CORNER, SIDE, SIDE, st.none() | st.integers(1, 1200), st.none() | st.integers(0, 99))
def test_the_short_way_gives_the_same_bytes(root, west, south, width, height, limit, offset):
    # As people and maps write numbers: 1e-05 is read the long way.
    parts = [f"bbox={west:.5f},{south:.5f},{west + width:.6f},{south + height:.6f}"]
    parts += [] if limit is None else [f"limit={limit}"]
    parts += [] if offset is None else [f"offset={offset}"]
    short, long = both(root, "&".join(reversed(parts)))
    assert short is not None
    assert short == long


@pytest.mark.parametrize(
    "query",
    [
        "bbox=-0.0,-0.00,1.50,2",
        "bbox=-0,0.5,1,2.25",
        "bbox=0.00000001,0,001.5,10",
        "bbox=1.000000004,1,2.000000006,2&limit=1000",
        "bbox=-180,-90,180,90&limit=10000&offset=799",
        "bbox=100,80,101,81&offset=100000",
        "limit=10&offset=30&bbox=0,0,10,10",
        "offset=31&bbox=0,0,10,10&limit=10",
    ],
)
def test_numbers_at_the_edge_are_written_the_same(root, query):
    short, long = both(root, query)
    assert short is not None
    assert short == long


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=5",
        "bbox=0,0,1,1&kind=tea",
        "bbox=0,0,1,1&bbox=0,0,1,1",
        "bbox=0%2C0%2C1%2C1",
        "bbox=1,0,0,1",
        "bbox=0,0,181,1",
        "bbox=0,0,nan,1",
        "bbox=0,0,1,1&limit=0",
        "bbox=0,0,1,1&limit=10001",
        "bbox=0,0,1,1&page=2",
        "bbox=0,0,1,1&",
    ],
)
def test_any_other_question_goes_the_long_way(root, query):
    asked = context(root, query)
    edition = store.current(root)
    assert plain.answer(asked, edition, edition.layers["plots"]) is None


def test_a_layer_with_unknown_places_or_past_days_goes_the_long_way(root):
    short, long = both(root, "bbox=0,0,10,10", "mixed")
    assert short is None
    assert b'"unknown":{"bbox":1}' in long.body


def test_the_short_way_is_the_one_that_is_served(root, monkeypatch):
    def never(*_arguments: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(features, "answer_of_layer", never)
    reply = Client(root).get("/api/v1/layers/plots/features?bbox=0,0,10,10&limit=3")
    assert reply.json()["numberReturned"] == 3
    assert reply.json()["numberMatched"] > 700
