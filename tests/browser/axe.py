"""Accessibility checked by axe-core (WCAG 2.2 A and AA): nothing serious, nothing critical."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def serious_faults(page: Any) -> list[str]:
    """Each serious or critical fault as `rule: what (where)`."""
    # Evaluated through the debugger, so that the page's own security policy stays in force.
    page.evaluate(AXE.read_text())
    # From the top: what a sticky bar happens to cover half after a scroll is no small target.
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{fault['id']}: {fault['help']} ({node['target']})"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
