"""A report as Markdown; the twin is its appendix. Pure."""

from __future__ import annotations

from diaban.reports import charts, notes, twin
from diaban.reports.document import Block, Report, Run, Runs
from diaban.reports.phrases import phrase

FENCE = "```json diaban-report"


def write(report: Report) -> str:
    parts = []
    if report.demonstration:
        parts.append(f"**{phrase('DEMONSTRATION', report.language)}**")
    if report.signing.number:
        number = phrase("number", report.language)
        parts.append(f"{number} {_plain(report.signing.number)} · {_plain(report.signing.day)}")
    said = _Words(report)
    parts.append(f"# {said.runs(report.title)}")
    parts += [f"*{said.runs(report.about)}*"] if report.about else []
    parts += [f"**{said.runs(report.lead)}**"] if report.lead else []
    parts += [said.block(block) for block in report.blocks]
    parts += [_plain(report.signing.signer)] if report.signing.signer else []
    parts += [f"## {phrase('notes', report.language)}", _plain(notes.lead(report))]
    parts += [f"[^{number}]: {_plain(words)}" for number, words in notes.listed(report)]
    parts.append(_plain(phrase("verify", report.language)))
    parts.append(f"{FENCE}\n{twin.text(report)}\n```")
    return "\n\n".join(part for part in parts if part) + "\n"


class _Words:
    """Blocks and runs in Markdown, with the numbers of the endnotes."""

    def __init__(self, report: Report) -> None:
        self.language, self.notes = report.language, report.notes()

    def block(self, block: Block) -> str:
        if block.kind == "heading":
            return f"## {self.runs(block.runs)}"
        if block.kind == "item":
            return f"- {self.runs(block.runs)}"
        if block.kind == "chart":
            return f"*{_plain(charts.says(block, self.language))}*"
        return self.table(block) if block.kind == "table" else self.runs(block.runs)

    def table(self, block: Block) -> str:
        lines = [block.head, ["---"] * len(block.head)]
        head = "\n".join(f"| {' | '.join(_plain(one) for one in line)} |" for line in lines)
        rows = "\n".join(f"| {' | '.join(map(self.runs, row))} |" for row in block.rows)
        caption = f"**{self.runs(block.caption)}**\n\n" if block.caption else ""
        return f"{caption}{head}\n{rows}"

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        marked = run.figure and not run.quiet
        return _plain(run.text) + (f"[^{self.notes[run.figure]}]" if marked else "")


def _plain(text: str) -> str:
    """Words that Markdown takes as words."""
    for character in "\\`*_[]<>|":
        text = text.replace(character, "\\" + character)
    return text
