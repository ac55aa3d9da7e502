"""The site's icons: 24 × 24 line drawings of our own, one file each under templates/design/icons/.

A file holds the inside of an SVG element; stroke, size and colour come from where it is used.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

DRAWINGS = Path(__file__).parent / "templates" / "design" / "icons"


@cache
def drawing(name: str) -> str:
    """The paths of an icon. Raises FileNotFoundError: a missing icon is a mistake in a template."""
    return (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in DRAWINGS.glob("*.svg"))


def svg(name: str, label: str = "", size: str = "") -> str:
    """The icon as an inline SVG; without a label it is decoration, hidden from screen readers."""
    meaning = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    css = f"icon icon-{size}" if size else "icon"
    return (
        f'<svg class="{css}" viewBox="0 0 24 24" width="20" height="20" {meaning} '
        'focusable="false" fill="none" stroke="currentColor" stroke-width="1.75" '
        f'stroke-linecap="round" stroke-linejoin="round">{drawing(name)}</svg>'
    )
