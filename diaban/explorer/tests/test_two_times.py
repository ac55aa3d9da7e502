"""When it was true (`on`) and when we knew it (`known`): both can be asked, alone and together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from diaban.editions import store
from diaban.editions.errors import NoEdition, NothingKnown
from diaban.explorer.question import BadQuestion, parse
from diaban.explorer.tests.client import Client
from diaban.explorer.tests.sample import ROWS, publish_sample

FIRST = dt.datetime(2026, 11, 24, 16, 59, tzinfo=dt.UTC)  # 23:59 in Viet Nam
SECOND = dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)  # the 26th, 00:00 in Viet Nam
NEW_NAME = "Khu công nghiệp đã đổi tên"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions: the second knows a park by another name."""
    folder = tmp_path_factory.mktemp("two-editions")
    publish_sample(folder, now=FIRST)
    rows = {name: [dict(row) for row in found] for name, found in ROWS.items()}
    rows["parks"][0]["name"] = (NEW_NAME, "Renamed park")
    publish_sample(folder, now=SECOND, rows=rows)
    return folder


@pytest.fixture
def first(root: Path) -> str:
    return store.ids(root)[1]


@pytest.fixture
def site(settings: Any, root: Path) -> Browser:
    settings.DIABAN_EDITIONS = root
    return Browser()


@pytest.mark.parametrize(
    ("day", "which"),
    [("2026-11-24", 1), ("2026-11-25", 1), ("2026-11-26", 0), ("2030-01-01", 0)],
)
def test_the_edition_is_the_one_current_when_the_day_ended_in_viet_nam(
    root: Path, day: str, which: int
) -> None:
    assert store.known_on(root, dt.date.fromisoformat(day)) == store.ids(root)[which]


def test_it_agrees_with_a_slow_search_for_every_day(root: Path) -> None:
    moments = {name: store.open(root, name).created_at for name in store.ids(root)}
    for offset in range(-3, 6):
        day = dt.date(2026, 11, 24) + dt.timedelta(days=offset)
        then = [
            name for name, made in moments.items() if made.astimezone(store.VIET_NAM).date() <= day
        ]
        if then:
            assert store.known_on(root, day) == max(then)
        else:
            with pytest.raises(NothingKnown):
                store.known_on(root, day)


def test_before_the_first_edition_nothing_was_known_and_its_day_is_named(root: Path) -> None:
    with pytest.raises(NothingKnown) as error:
        store.known_on(root, dt.date(2026, 11, 23))
    assert error.value.first == dt.date(2026, 11, 24)


def test_where_nothing_is_published_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoEdition):
        store.known_on(tmp_path, dt.date(2026, 11, 23))


# --- The API -------------------------------------------------------------------------------------


def names(body: dict[str, Any]) -> set[str]:
    return {one["properties"]["name_vi"] for one in body["features"]}


def test_the_api_answers_as_it_was_known(root: Path, first: str) -> None:
    api = Client(root)
    now = api.get("/api/v1/layers/parks/features").json()
    then = api.get("/api/v1/layers/parks/features?known=2026-11-25").json()
    assert NEW_NAME in names(now) and NEW_NAME not in names(then)
    assert (then["edition"], then["known"]) == (first, "2026-11-25")
    assert "known" not in now


def test_both_times_can_be_asked_together(root: Path, first: str) -> None:
    api = Client(root)
    query = "layers=localities&on=2025-06-30&known=2026-11-25"
    body = api.get(f"/api/v1/explore?{query}").json()
    assert (body["edition"], body["on"]) == (first, "2025-06-30")
    same = api.get(f"/api/v1/explore?layers=localities&on=2025-06-30&edition={first}").json()
    assert body["features"] == same["features"]
    assert "known=2026-11-25" in next(one["href"] for one in body["links"] if one["rel"] == "self")


@pytest.mark.parametrize(
    "address", ["layers", "layers/parks", "sources", "search?q=a", "features/park:dong-mai"]
)
def test_every_address_that_reads_an_edition_reads_that_of_a_day(
    root: Path, first: str, address: str
) -> None:
    mark = "&" if "?" in address else "?"
    answer = Client(root).get(f"/api/v1/{address}{mark}known=2026-11-24")
    assert answer.status == 200
    assert answer.json()["edition"] == first


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("known=2026-11-23", "nothing-known"),
        ("known=yesterday", "not-a-date"),
        ("known=2026-11-25&edition={first}", "contradiction"),
    ],
)
def test_what_cannot_be_answered_is_said(root: Path, first: str, query: str, code: str) -> None:
    answer = Client(root).get(f"/api/v1/explore?{query.format(first=first)}")
    assert answer.status == 400
    assert answer.json()["errors"][0]["code"] == code
    assert answer.json()["errors"][0]["parameter"] == "known"


def test_an_answer_that_names_a_day_is_not_kept_for_ever(root: Path) -> None:
    answer = Client(root).get("/api/v1/explore?known=2026-11-25")
    assert "immutable" not in answer.headers["cache-control"]


# --- The explorer --------------------------------------------------------------------------------


def test_the_table_answers_as_it_was_known_and_says_which_edition(
    site: Browser, first: str
) -> None:
    page = site.get("/en/explore/?layers=parks&view=table&known=2026-11-25")
    body = page.content.decode()
    assert NEW_NAME not in body
    assert f"edition {first}" in " ".join(body.split())
    assert "known=2026-11-25" in page.context["csv_query"]
    assert 'name="known" value="2026-11-25"' in body
    form = body.split("data-question>", 1)[1].split("</form>", 1)[0]
    assert 'name="edition"' not in form, "the form asks by the day, not by both"


def test_the_filter_can_be_taken_off(site: Browser) -> None:
    page = site.get("/en/explore/?layers=parks&view=table&known=2026-11-25&on=2025-06-30")
    chips = {one["text"]: one["href"] for one in page.context["filters"]}
    off = next(href for text, href in chips.items() if text.startswith("As known on"))
    assert "known=" not in off and "on=2025-06-30" in off


def test_the_map_opens_the_edition_of_that_day(site: Browser, first: str) -> None:
    body = site.get("/vi/explore/?known=2026-11-25").content.decode()
    assert f'data-edition="{first}"' in body


def test_a_page_of_a_subject_can_be_read_as_it_was_known(site: Browser, root: Path) -> None:
    layer = store.current(root).layers["parks"]
    row = layer.table["name_vi"].to_pylist().index(NEW_NAME)
    code = layer.table["code"][row].as_py()
    assert NEW_NAME in site.get(f"/vi/parks/{code}/").content.decode()
    assert NEW_NAME not in site.get(f"/vi/parks/{code}/?known=2026-11-25").content.decode()


@pytest.mark.parametrize("view", ["", "&view=table", "&format=csv"])
def test_a_day_before_the_first_edition_is_said_plainly(site: Browser, view: str) -> None:
    page = site.get(f"/en/explore/?known=2026-11-23{view}")
    assert page.status_code == 404
    body = " ".join(page.content.decode().split())
    assert "Nothing had been published by" in body
    assert "on=2026-11-23" in body, "the other question is offered"


def test_a_question_keeps_the_day_in_its_address(root: Path) -> None:
    edition = store.current(root)
    question = parse({"known": "2026-11-25", "on": "2025-06-30"}, edition)
    assert question.querystring() == "on=2025-06-30&known=2026-11-25"
    with pytest.raises(BadQuestion):
        parse({"known": "2026-11-25", "edition": edition.id}, edition)
