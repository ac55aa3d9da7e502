"""A small sound pack (`small_pack/`), copied so that each test may break what it is about."""

from __future__ import annotations

import shutil
from pathlib import Path

SMALL_PACK = Path(__file__).parent / "small_pack"


def write_pack(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the pack into `folder`; a change replaces a file by name, None leaves the file out."""
    shutil.copytree(SMALL_PACK, folder, dirs_exist_ok=True)
    for name, content in (changes or {}).items():
        (folder / name).unlink(missing_ok=True)
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    return folder


def table(name: str) -> str:
    """The text of a file of the small pack."""
    return (SMALL_PACK / name).read_text(encoding="utf-8")


def with_row(name: str, row: str) -> str:
    """The table `name` with one more row."""
    return table(name) + row + "\n"
