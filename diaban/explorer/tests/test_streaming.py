from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.utils import translation

from diaban.explorer import streaming, table
from diaban.explorer.question import Question


@pytest.fixture(autouse=True)
def site(settings: Any, editions_root: Path) -> None:
    settings.DIABAN_EDITIONS = editions_root


def in_pieces(address: str) -> list[bytes]:
    async def ask() -> list[bytes]:
        response = await AsyncClient().get(address)
        assert response.is_async
        return [piece async for piece in response.streaming_content]

    return async_to_sync(ask)()


def test_it_works_the_same_under_both_kinds_of_server() -> None:
    address = "/vi/explore/?layers=localities,parks&format=csv"
    whole = b"".join(Client().get(address).streaming_content)
    assert b"".join(in_pieces(address)) == whole
    assert "Tên (tiếng Việt)".encode() in whole


def test_a_piece_is_sent_before_the_next_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def lines(*_of: Any) -> Iterator[str]:
        for number in range(3 * streaming.LINES):
            made.append(number)
            yield f"{translation.get_language()}\n"

    monkeypatch.setattr(table, "csv_lines", lines)

    async def ask() -> tuple[bytes, int]:
        response = await AsyncClient().get("/en/explore/?format=csv")
        return await anext(aiter(response.streaming_content)), len(made)

    first, count = async_to_sync(ask)()
    assert first == b"en\n" * streaming.LINES
    assert count == streaming.LINES


def test_the_question_is_asked_once_however_long_the_answer(
    monkeypatch: pytest.MonkeyPatch, edition: Any
) -> None:
    asked = []

    def ask(*question: Any) -> Any:
        asked.append(question)
        return real(*question)

    real = table.ask
    monkeypatch.setattr(table, "ask", ask)
    question = Question(layers=("localities", "parks"), limit=1, today=edition.created_at.date())
    with translation.override("en"):
        lines = list(table.csv_lines(edition, question))
    assert len(asked) == 1
    assert len(lines) == 1 + real(edition, question).total > 2
