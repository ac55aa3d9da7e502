"""Fixtures of the explorer's tests: sample editions, published once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from diaban.editions import publish, store
from diaban.editions.model import Part
from diaban.explorer.tests import figures_sample
from diaban.explorer.tests.sample import publish_sample, snapshot


@pytest.fixture(scope="session")
def editions_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one published edition, the sample's."""
    root = tmp_path_factory.mktemp("editions")
    publish_sample(root)
    return root


@pytest.fixture
def edition(editions_root: Path) -> store.Edition:
    return store.current(editions_root)


def publish_figures(root: Path, kind: str) -> str:
    """An edition whose figures are "real", or "demonstration": told so by every value or not."""
    invented = {"demonstration": True} if kind == "told" else {}
    document = {"indicators": figures_sample.document(**invented)}
    if kind == "real":
        said = dataclasses.replace(snapshot(), documents=document)
    else:
        said = dataclasses.replace(snapshot(), demonstration=Part([], document))
    return publish.write(root, said, now=dt.datetime(2026, 11, 26, 2, 0, tzinfo=dt.UTC))


@pytest.fixture(scope="session")
def figure_roots(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in made:
            made[kind] = tmp_path_factory.mktemp(kind)
            publish_figures(made[kind], kind)
        return made[kind]

    return of


@pytest.fixture
def figures(settings: Any, figure_roots: Callable[[str], Path]) -> Client:
    settings.DIABAN_EDITIONS = figure_roots("real")
    return Client()


@pytest.fixture(params=["told", "untold"])
def invented(request: pytest.FixtureRequest, settings: Any, figure_roots: Any) -> Client:
    settings.DIABAN_EDITIONS = figure_roots(request.param)
    return Client()
