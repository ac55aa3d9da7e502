"""The program works where it is installed from its wheel, far from any clone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("pyproject.toml", "README.md", "diaban", "packs", "requirements")
pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path, **environment: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DIABAN_", "PYTHON"))}
    answer = subprocess.run(
        [str(word) for word in words],
        cwd=cwd, env=kept | environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"
    return answer.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy, so that no build folder of a clone takes part."""
    source = tmp_path_factory.mktemp("source")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    words = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    run(sys.executable, "-m", "pip", *words, cwd=source)
    return next((source / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory) -> Path:
    """`diaban` in a virtual environment of its own; what it depends on is lent by this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    words = ["--python", home / "bin" / "python", "install", "--quiet", "--no-deps", wheel]
    run(sys.executable, "-m", "pip", *words, cwd=home)
    packages = sysconfig.get_path("purelib", vars={"base": str(home)})
    Path(packages, "lent.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin" / "diaban"


def test_the_wheel_carries_facts_pages_and_words_but_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "share/diaban/packs/quang-ninh/pack.yaml",
        "share/diaban/packs/quang-ninh/facts.csv",
        "diaban/explorer/templates/explorer/profile.html",
        "diaban/design/static/design/site.css",
        "diaban/locale/vi/LC_MESSAGES/django.mo",
    ):
        assert any(name.endswith(needed) for name in names), needed
    assert not [name for name in names if "/tests/" in name]


def test_an_installed_program_begins_with_its_own_facts(program, tmp_path):
    said = run(program, "init", cwd=tmp_path, DIABAN_LANGUAGE="en")
    assert "Loaded quang-ninh" in said
    assert (tmp_path / "data" / "static" / "staticfiles.json").exists()
    answer = json.loads(run(program, "facts", "park:cai-lan", "--json", cwd=tmp_path))
    assert answer["name"]["en"] == "Cai Lan Industrial Park"
    assert len(json.loads(run(program, "edition", "list", "--json", cwd=tmp_path))["editions"]) == 1
