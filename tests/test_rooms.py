"""The order of knowing: a room may use the rooms above it, never one below."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "diaban"
ORDER = (
    "clock", "geo", "accounts", "notices", "facts", "design", "imports", "places", "materials",
    "zones", "opendata", "land", "projects", "procedures", "dossiers", "petitions", "visits",
    "indicators", "editions", "explorer", "reports", "desk", "owners",
)  # fmt: skip
WIRING = {"cli", "config", "locale"}
"""They tie the rooms together and may know them all."""
PUBLIC_VIEWS = "public_views.py"
"""A room's view of an edition is opened by the explorer's parts, whichever room it is of."""


def test_every_room_has_its_place_in_the_order():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - WIRING == set(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_a_room_knows_none_below_it(room):
    below = set(ORDER[ORDER.index(room) + 1 :])
    wrong = [
        f"{path.relative_to(PACKAGE)}: diaban.{known}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts) and path.name != PUBLIC_VIEWS
        for known in sorted(_rooms_known(path) & below)
    ]
    assert wrong == []


def _rooms_known(path: Path) -> set[str]:
    """The rooms that a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names]
        found |= {part[1] for part in parts if part[0] == "diaban" and len(part) > 1}
    return found
