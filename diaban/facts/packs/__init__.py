"""A pack (gói dữ kiện): a folder of tables that a person can review, and its way into the registry.

`check(folder)` names every problem at once and touches no database; `load(folder)` takes all of it
or nothing. The tables are described in docs/pack-format.md.
"""

from __future__ import annotations

from pathlib import Path

from diaban.facts.packs.loading import Summary, load
from diaban.facts.packs.pack import PackContent, read_pack
from diaban.facts.packs.problems import PackRefused, Problem

__all__ = ["PackContent", "PackRefused", "Problem", "Summary", "check", "load", "read_pack"]


def check(folder: Path) -> list[Problem]:
    """Every problem of the pack, in the order of its files and rows; empty if it is sound."""
    return read_pack(folder)[1]
