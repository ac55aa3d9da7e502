"""Invented records never become open data."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from diaban.editions import publish, store
from diaban.editions.model import Part, Snapshot


@pytest.fixture
def edition(settings) -> store.Edition:
    snapshot = Snapshot(
        layers=[], documents={"law": {"years": 1}}, demonstration=Part([], {"land": {"ha": 1}})
    )
    moment = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    root = settings.DIABAN_EDITIONS
    return store.open(root, publish.write(root, snapshot, now=moment))


def address(edition: store.Edition, path: str) -> str:
    return f"/vi/editions/{edition.id}/files/{path}"


def test_a_document_can_be_taken_along(client: Client, edition: store.Edition) -> None:
    assert client.get(address(edition, "documents/law.json")).status_code == 200


def test_an_invented_one_cannot(client: Client, edition: store.Edition) -> None:
    assert "demonstration/documents/land.json" in edition.manifest["files"]
    assert client.get(address(edition, "demonstration/documents/land.json")).status_code == 404
