"""`diaban` as a person types it: in a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.running_site import free_port

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "packs" / "quang-ninh"
COMMANDS = [
    "init", "check", "load", "publish", "serve", "worker", "facts", "deadline",
    "edition", "edition list", "edition show", "edition diff", "edition verify",
]  # fmt: skip


class Terminal:
    """Runs commands on one data folder and keeps what they say."""

    def __init__(self, data: Path) -> None:
        self.data = data
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DIABAN_")}
        self.environment = {**kept, "DIABAN_DATA": str(data), "DIABAN_LANGUAGE": "en"}

    def __call__(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        answer = subprocess.run(
            [sys.executable, "-m", "diaban", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert answer.returncode == code, f"{answer.stdout}\n{answer.stderr}"
        assert "Traceback" not in answer.stderr
        return answer

    def json(self, *words: str, code: int = 0):
        return json.loads(self(*words, "--json", code=code).stdout)


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Terminal:
    """A data folder after `diaban init`."""
    terminal = Terminal(tmp_path_factory.mktemp("data"))
    terminal("init")
    return terminal


@pytest.fixture
def pack(tmp_path) -> Path:
    """A copy of the default pack that a test may spoil."""
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, tmp_path):
    text = Terminal(tmp_path)(*command.split(), "--help").stdout
    assert f"diaban {command.split()[0]}" in text.split("Options:")[0].split("\n", 1)[1]


def test_help_is_instant_because_it_needs_no_database(tmp_path):
    Terminal(tmp_path / "nothing")("--help")
    assert not (tmp_path / "nothing").exists()


def test_init_twice_changes_nothing(begun):
    before = begun.json("edition", "list")["editions"]
    assert "0 values added" in begun("init").stdout
    assert begun.json("edition", "list")["editions"] == before


def test_init_makes_no_account_unless_asked(begun):
    code = "from diaban.accounts.models import User; print(User.objects.count())"
    assert begun("manage", "shell", "--verbosity", "0", "-c", code).stdout.split()[-1] == "0"


def test_demonstration_accounts_are_printed_again_each_time(tmp_path):
    terminal = Terminal(tmp_path)
    first = terminal("init", "--demonstration").stdout.split("Demonstration accounts")[1]
    again = terminal("init", "--demonstration").stdout.split("Demonstration accounts")[1]
    assert "editor" in first
    assert first == again


def test_the_default_pack_is_sound(begun):
    assert begun.json("check", str(PACK)) == {"pack": str(PACK), "problems": []}


def test_loading_again_adds_nothing_and_withdraws_nothing(begun):
    summary = begun.json("load", str(PACK))
    assert (summary["added"], summary["withdrawn"]) == (0, 0)
    assert summary["unchanged"] > 1000


def test_facts_show_the_value_its_source_and_its_rivals(begun):
    answer = begun.json("facts", "infrastructure_project:dong-mai")
    area = next(fact for fact in answer["facts"] if fact["field"] == "area")
    assert float(area["value"]) == 167.86
    assert 158.48 in [float(rival["value"]) for rival in area["competing"]]
    assert area["source_title"]


def test_facts_in_words_name_the_rule(begun):
    text = begun("facts", "infrastructure_project:dong-mai").stdout
    assert "167.86" in text
    assert "158.48" in text


def test_an_unknown_subject_is_said_in_one_line(begun):
    answer = begun("facts", "park:atlantis", code=1)
    assert "park:atlantis" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_date_that_is_none_is_a_usage_error(begun):
    assert "2025-02-30" in begun("facts", "park:dong-mai", "--on", "2025-02-30", code=2).stderr


def test_a_spoiled_pack_is_refused_whole_with_every_problem(begun, pack):
    projects = pack / "infrastructure_projects.csv"
    projects.write_text(projects.read_text().replace("167.86", "a lot", 1))
    locations = pack / "locations.csv"
    locations.write_text(locations.read_text().replace("107.04", "17.04", 1))
    before = begun.json("facts", "infrastructure_project:dong-mai")

    problems = begun.json("load", str(pack), code=1)["problems"]

    assert {"infrastructure_projects.csv", "locations.csv"} <= {p["file"] for p in problems}
    assert all(p["row"] and p["field"] and p["reason"] and p["remedy"] for p in problems)
    assert begun.json("facts", "infrastructure_project:dong-mai") == before


def test_a_folder_that_is_no_pack_is_said_plainly(begun, tmp_path):
    answer = begun("load", str(tmp_path / "nowhere"), code=1)
    assert "nowhere" in answer.stderr


def test_a_correction_is_a_new_edition_and_diff_says_it_in_words(begun, pack):
    projects = pack / "infrastructure_projects.csv"
    projects.write_text(projects.read_text().replace("167.86", "167.87", 1))
    begun("load", str(pack))
    published = begun.json("publish")
    assert published["new"]

    words = begun("edition", "diff").stdout
    assert "167.86" in words
    assert "167.87" in words
    counts = begun.json("edition", "diff")["counts"]
    assert counts["changed"] >= 1
    begun("load", str(PACK))
    begun("publish")


def test_publishing_without_a_change_keeps_the_edition(begun):
    assert begun.json("publish")["new"] is False


def test_every_edition_verifies_and_a_tampered_one_is_refused_by_name(begun, tmp_path):
    copy = Terminal(Path(shutil.copytree(begun.data, tmp_path / "copy")))
    copy("edition", "verify", "--all")
    current = copy.data / "editions" / (copy.data / "editions" / "current").read_text().strip()
    file = current / "layers" / "parks.parquet"
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(bytes(content))

    answer = copy("edition", "verify", code=1)

    assert "layers/parks.parquet" in answer.stderr
    assert copy.json("edition", "verify", code=1)["editions"][0]["sound"] is False


def test_an_unknown_edition_is_said_plainly(begun):
    assert (
        "20200101T000000Z-00000000"
        in begun("edition", "show", "20200101T000000Z-00000000", code=1).stderr
    )


def test_before_init_the_program_says_what_to_do(tmp_path):
    terminal = Terminal(tmp_path / "empty")
    assert "diaban init" in terminal("facts", "park:dong-mai", code=3).stderr
    assert "diaban publish" in terminal("edition", "show", code=1).stderr


def test_a_busy_port_is_one_clear_line(begun):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = begun("serve", "--port", str(port), code=3)
    assert f"--port {port + 1}" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_server_without_a_database_does_not_start(tmp_path):
    answer = Terminal(tmp_path / "empty")("serve", "--port", str(free_port()), code=3)
    assert "diaban init" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_server_without_an_edition_does_not_start(begun, tmp_path):
    unpublished = Terminal(tmp_path / "data")
    unpublished.data.mkdir()
    shutil.copy(begun.data / "diaban.sqlite3", unpublished.data)
    answer = unpublished("serve", "--port", str(free_port()), code=3)
    assert "nothing is published yet" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_server_with_a_database_of_an_older_program_does_not_start(begun, tmp_path):
    older = Terminal(Path(shutil.copytree(begun.data, tmp_path / "data")))
    older("manage", "migrate", "facts", "0002", "--verbosity", "0")
    answer = older("serve", "--port", str(free_port()), code=3)
    assert "older than the program" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = Terminal(tmp_path / "file" / "data")("init", code=3)
    assert str(tmp_path / "file") in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("runuser"), reason="root writes anywhere"
)
def test_a_read_only_data_folder_is_one_clear_line(begun, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root writes anywhere; diaban/editions proves it with a refused write")
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    answer = Terminal(folder)("init", code=3)
    assert "DIABAN_DATA" in answer.stderr


def test_a_closed_pipe_is_not_a_fault(begun):
    answer = subprocess.run(
        f"{sys.executable} -m diaban edition show --json | head -c 1",
        shell=True, cwd=ROOT, env=begun.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert answer.stderr == ""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_leaves_no_process_behind(begun, how):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "diaban", "serve", "--port", str(port)],
        cwd=ROOT, env=begun.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert "http://" in server.stdout.readline()
    url = f"http://127.0.0.1:{port}/robots.txt"
    until(lambda: answers(url))
    workers = until(lambda: processes_with(f"worker --parent {server.pid}"))

    server.send_signal(how)
    server.wait(30)

    until(lambda: not [pid for pid in workers if Path(f"/proc/{pid}").exists()])
    until(lambda: not answers(url))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def processes_with(words: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if words in path.read_bytes().replace(b"\0", b" ").decode(errors="replace"):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def until(true, seconds: float = 30):
    """Wait for something to become true, and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := true():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def test_the_command_line_speaks_the_language_of_the_terminal(begun):
    vietnamese = Terminal(begun.data)
    vietnamese.environment["DIABAN_LANGUAGE"] = "vi"
    assert "vẫn hiện hành" in vietnamese("publish").stdout
    assert "không biết gì về park:atlantis" in vietnamese("facts", "park:atlantis", code=1).stderr
    assert "stays current" in begun("publish").stdout


def test_an_address_of_no_known_database_is_one_clear_line(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.environment["DIABAN_DATABASE_URL"] = "foo://nowhere"
    assert "postgres://" in terminal("publish", code=3).stderr


def test_help_speaks_the_language_of_the_terminal(tmp_path):
    vietnamese = Terminal(tmp_path)
    vietnamese.environment["DIABAN_LANGUAGE"] = "vi"
    for words in (["--help"], *([*command.split(), "--help"] for command in COMMANDS)):
        text = vietnamese(*words).stdout
        assert text.startswith("Cách dùng:")
        assert "Ví dụ:" in text or "Khởi động lần đầu:" in text
        assert "Hiện hướng dẫn này rồi thoát." in text
        assert not {"Usage", "Example", "Options", "Show"} & set(re.findall(r"[A-Z]\w+", text))
    assert "nằm ngoài khoảng" in vietnamese("serve", "--port", "99999999", code=2).stderr
