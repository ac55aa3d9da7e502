"""A visit as a calendar file, read back by a reader that knows only RFC 5545's grammar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from diaban.visits.planning.calendar_file import LONGEST_LINE, Stop, Visit, escape, fold, write

AT = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
VISIT = Visit(
    number="TT-2026-0001", host="khu-kinh-te.vn", title="Kiểm tra tiến độ; mặt bằng, điện",
    first_day=date(2026, 12, 1), last_day=date(2026, 12, 2), sequence=0,
    changed=datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC), href="https://khu-kinh-te.vn/v",
    organizer=("Nguyễn Văn “A”", "a@khu-kinh-te.vn"), people=("Nguyễn Văn A", "Trần “B”"),
    stops=(Stop("7", "KCN Đông Mai", AT, (106.95, 21.03)), Stop("8", "KCN Việt Hưng")),
)  # fmt: skip


def unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    lines: list[str] = []
    for line in content.decode().split("\r\n")[:-1]:
        assert len(line.encode()) <= LONGEST_LINE
        assert "\n" not in line
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def events(visit: Visit) -> list[dict[str, str]]:
    found, inside = [], None
    for line in unfolded(write(visit)):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            inside = {}
            found.append(inside)
        elif line == "END:VEVENT":
            inside = None
        elif inside is not None:
            inside[name] = value
    return found


def unescaped(text: str) -> str:
    read, marks = "", iter(text)
    for one in marks:
        if one == "\\":
            one = next(marks)
            one = "\n" if one in "nN" else one
        read += one
    return read


def test_the_visit_is_whole_days_and_ends_on_the_day_after_its_last():
    whole = events(VISIT)[0]
    assert whole["DTSTART;VALUE=DATE"] == "20261201"
    assert whole["DTEND;VALUE=DATE"] == "20261203"


def test_a_stop_with_an_hour_is_an_event_in_vietnams_time():
    [_whole, stop] = events(VISIT)
    assert stop["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20261201T083000"
    assert stop["DTEND;TZID=Asia/Ho_Chi_Minh"] == "20261201T100000"
    assert stop["GEO"] == "21.030000;106.950000"
    assert "BEGIN:VTIMEZONE" in unfolded(write(VISIT))


def test_marks_of_the_format_are_escaped():
    assert unescaped(events(VISIT)[0]["SUMMARY"]) == f"TT-2026-0001 {VISIT.title}"
    assert r"tiến độ\; mặt bằng\, điện" in events(VISIT)[0]["SUMMARY"]


def test_the_uid_stays_and_the_sequence_counts_when_the_visit_moves():
    moved = replace(VISIT, first_day=date(2026, 12, 2), sequence=1)
    before, after = events(VISIT), events(moved)
    assert [one["UID"] for one in before] == [one["UID"] for one in after]
    assert len({one["UID"] for one in before}) == 2
    assert {one["SEQUENCE"] for one in after} == {"1"}


def test_a_cancelled_visit_takes_its_events_away():
    lines = unfolded(write(replace(VISIT, cancelled=True, sequence=2)))
    assert "METHOD:CANCEL" in lines
    assert lines.count("STATUS:CANCELLED") == 2


def test_the_same_visit_makes_the_same_bytes():
    assert write(VISIT) == write(VISIT)


def test_a_published_event_has_an_organizer_and_no_attendee_and_says_who_goes():
    for one in (VISIT, replace(VISIT, cancelled=True)):
        text = "\n".join(unfolded(write(one)))
        assert "ATTENDEE" not in text
        assert text.count("ORGANIZER") == text.count("BEGIN:VEVENT") == 2
    description = unescaped(events(VISIT)[0]["DESCRIPTION"])
    assert "Nguyễn Văn A, Trần “B”" in description.splitlines()


def test_a_stop_that_was_taken_out_leaves_the_calendars_that_hold_it():
    before = events(VISIT)[1]
    gone = replace(VISIT, stops=VISIT.stops[1:], gone=VISIT.stops[:1], sequence=1)
    [_whole, after] = events(gone)
    assert after["UID"] == before["UID"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    lines = unfolded(write(gone))
    assert "METHOD:PUBLISH" in lines and "BEGIN:VTIMEZONE" in lines
    assert "KCN Đông Mai" not in events(gone)[0]["DESCRIPTION"]


def test_a_line_end_in_a_title_starts_no_new_property():
    trick = replace(VISIT, title="x\r\nATTACH:http://evil.example\r\n")
    assert not any(line.startswith("ATTACH") for line in unfolded(write(trick)))


@given(st.text())
def test_what_is_escaped_reads_back(text):
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or one >= " ")
    assert unescaped(escape(text)) == kept


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))))
def test_folding_loses_nothing_and_breaks_no_character(line):
    parts = fold(line)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(len(part.encode()) <= LONGEST_LINE for part in parts)
