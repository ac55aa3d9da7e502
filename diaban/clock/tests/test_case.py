"""A case file is read strictly, and the documented example gives the documented answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from diaban.cli import main
from diaban.clock import DayKind, Kind, Pause, Reason, State, Timing, Unit, replay_as_known
from diaban.clock.case import CaseRefused, Node, read, read_rule, rule_as_dict
from diaban.clock.words import REFUSALS, WHY


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command sets the language of its process; here that is the tests' process."""
    monkeypatch.setenv("DIABAN_LANGUAGE", "en")
    with translation.override("en"):
        yield


DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = json.loads((DOCS / "examples" / "deadline-case.json").read_text())


def answer(case: dict, tmp_path: Path, *words: str, code: int = 0) -> tuple[str, str]:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case))
    result = CliRunner().invoke(main, ["deadline", str(path), *words])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_the_example_gives_a_ledger(tmp_path: Path) -> None:
    ledger = json.loads(answer(EXAMPLE, tmp_path, "--json")[0])
    assert (ledger["due"], ledger["promised"], ledger["timing"]) == (
        "2026-03-09", "2026-03-02", "early",
    )  # fmt: skip
    assert ledger["clocks"]["applicant"] == 4
    storm = next(row for row in ledger["days"] if row["day"] == "2026-02-27")
    assert (storm["why"], storm["basis"]) == ("closed", "Công điện ví dụ số 01 (giả định)")
    assert len(ledger["words"]["vi"]["days"]) == len(ledger["days"])


def test_the_sheet_is_printed_in_words(tmp_path: Path) -> None:
    out, _err = answer(EXAMPLE, tmp_path)
    assert "Closed for a storm (example)" in out
    assert "→ Mon 9 Mar 2026" in out


def test_a_look_at_an_earlier_moment_does_not_know_what_came_later(tmp_path: Path) -> None:
    out, err = answer(EXAMPLE, tmp_path, "--as-of", "2026-02-20T12:00", "--json", code=1)
    ledger = json.loads(out)
    assert (ledger["state"], ledger["due"]) == ("waiting", None)
    assert {one["code"] for one in ledger["refused"]} == {"in_future"}
    assert "It lies in the future." in err


def test_events_that_cannot_be_end_the_command_with_1(tmp_path: Path) -> None:
    case = deepcopy(EXAMPLE)
    case["events"].append({"kind": "supplied", "at": "2026-03-09T10:00"})
    _out, err = answer(case, tmp_path, code=1)
    assert "events[5] (supplied, 2026-03-09 10:00): Processing has already ended." in err


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("events", 0, "kind"), "arrived", "events[0].kind"),
        (("events", 0, "at"), "yesterday", "events[0].at"),
        (("events", 1, "colour"), "red", "events[1].colour"),
        (("rule", "term", "amount"), 2.5, "rule.term.amount"),
        (("rule", "term", "amount"), True, "rule.term.amount"),
        (("rule", "term", "amount"), -1, "rule"),
        (("rule", "term", "unit"), "weeks", "rule.term.unit"),
        (("rule", "cutoff"), "3 pm", "rule.cutoff"),
        (("rule", "pauses", "applicant"), "sleep", "rule.pauses.applicant"),
        (("rule", "pauses", "weather"), "runs", "rule.pauses.weather"),
        (("calendar", "versions", 0, "basis"), "", "calendar"),
        (("calendar", "versions", 0, "changes", 0, "day"), "2026-02-30", "calendar.versions[0]"),
        (("format",), "diaban-deadline/9", "format"),
        (("events",), {}, "events"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(path: tuple, value: object, place: str) -> None:
    case = deepcopy(EXAMPLE)
    at = case
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(CaseRefused) as refused:
        read(case)
    assert str(refused.value).startswith(place)


@pytest.mark.parametrize("content", [None, [], "x", 3, {}, {"events": []}])
def test_what_is_no_case_is_refused(content: object) -> None:
    with pytest.raises(CaseRefused):
        read(content)


def test_not_json_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("{")
    result = CliRunner().invoke(main, ["deadline", str(path)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"diaban: {path} is not JSON")


def test_a_rule_is_written_as_it_is_read() -> None:
    rule = read(EXAMPLE).rule
    assert read_rule(Node(rule_as_dict(rule))) == rule


def test_what_is_announced_after_the_end_makes_nothing_late() -> None:
    case = deepcopy(EXAMPLE)
    case["calendar"]["versions"][0]["recorded"] = "2026-03-20"
    found = read(case)
    ledger, calendar = replay_as_known(
        found.events, found.rule, found.history, datetime(2026, 4, 1)
    )
    assert (ledger.due.isoformat(), ledger.timing) == ("2026-03-06", Timing.ON_TIME)
    assert "storm-2026-02-27" not in calendar.versions


def test_everything_that_a_case_or_a_ledger_can_say_is_documented() -> None:
    page = (DOCS / "deadline.md").read_text()
    said = [*Kind, *State, *Timing, *Unit, *Pause, *Reason, *DayKind, *REFUSALS, *WHY]
    assert [word for word in said if f"`{word}`" not in page and f'"{word}"' not in page] == []
