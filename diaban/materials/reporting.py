"""What a check of plots says, for people and programs: by feature, and as a marked copy. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from diaban.imports.findings import Finding


def rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """One entry for each finding, in the reader's language; JSON can hold it."""
    return [
        {
            "feature": finding.row,
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message,
            "remedy": finding.remedy,
            "lon": finding.place[0] if finding.place else None,
            "lat": finding.place[1] if finding.place else None,
        }
        for finding in findings
    ]


def merged(*lists: Sequence[Finding]) -> list[Finding]:
    """Findings of several checks, each said once, by feature."""
    found = {
        (finding.row, finding.code, finding.message): finding
        for findings in lists
        for finding in findings
    }
    return sorted(found.values(), key=lambda finding: (finding.row, finding.severity, finding.code))


def marked_copy(path: Path, findings: Sequence[Finding]) -> str:
    """The sender's own file with `problems` among each feature's properties.

    A file that is no collection of features comes back with its problems at the top.
    """
    content = json.loads(path.read_text("utf-8-sig"))
    said: dict[int, list[str]] = {}
    for finding in findings:
        said.setdefault(finding.row, []).append(f"{finding.message} {finding.remedy}")
    features = content.get("features") if isinstance(content, dict) else None
    for row, feature in enumerate(features if isinstance(features, list) else [], start=1):
        if isinstance(feature, dict) and row in said:
            properties = feature.get("properties")
            feature["properties"] = {
                **(properties if isinstance(properties, dict) else {}),
                "problems": said[row],
            }
    if 0 in said:
        content = {"problems": said[0], **(content if isinstance(content, dict) else {})}
    return json.dumps(content, ensure_ascii=False, indent=1)
