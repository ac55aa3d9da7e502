"""A report as HTML: one body for the site's pages and for a file of its own. Pure."""

from __future__ import annotations

import json
from html import escape

from diaban.reports import charts, notes, twin
from diaban.reports.document import LONGEST_NUMBER, Block, Report, Run, Runs, is_number, plain
from diaban.reports.phrases import phrase

STYLE = """
body{font:16px/1.55 "Times New Roman",serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
.report-press .report-lead{font-weight:bold}
.report-number{white-space:nowrap}.report-mark{font-size:.75em}
.report-scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92em}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{border:1px solid #9fb0b4;padding:.25rem .45rem;text-align:left;vertical-align:top}
td.number{text-align:right;white-space:nowrap}svg{max-width:100%;height:auto}
.report-invented{border:2px solid #8a4b08;color:#8a4b08;padding:.4rem .7rem;font-weight:bold}
.report-notes{font-size:.85em;overflow-wrap:anywhere}
@media print{.report-invented{position:running(top)}}
""".strip()  # fmt: skip


def write(report: Report) -> str:
    """The whole file, with the twin in it."""
    head = "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{report.language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="diaban; edition {escape(report.edition)}">',
            f"<title>{escape(_title(report))}</title>",
            f"<style>{STYLE}</style>",
            f'<script type="application/ld+json">{_data(_linked(report))}</script>',
            '<script type="application/json" id="diaban-report">',
            f"{_safe(twin.text(report))}</script>",
            "</head>",
        )
    )
    return f"{head}\n<body>\n{body(report, heading='h1')}\n</body>\n</html>\n"


def body(report: Report, *, heading: str = "h2") -> str:
    """The report's own part of a page. Headings of sections come one level below `heading`."""
    return _Page(report, heading).body()


def _title(report: Report) -> str:
    title = plain(report.title)
    return f"{title}: {plain(report.about)}" if report.about else title


class _Page:
    """Blocks and runs as HTML, with the numbers of the endnotes."""

    def __init__(self, report: Report, heading: str) -> None:
        self.report, self.language = report, report.language
        self.heading, self.below = heading, f"h{int(heading[1]) + 1}"
        self.notes = report.notes()

    def body(self) -> str:
        report, heading = self.report, self.heading
        parts = [f'<article class="report-text report-{report.kind}">']
        if report.demonstration:
            words = phrase("DEMONSTRATION", self.language)
            parts.append(f'<p class="report-invented">{words}</p>')
        if report.signing.number:
            number = f"{phrase('number', self.language)} {report.signing.number}"
            parts.append(f"<p>{escape(number)} · {escape(report.signing.day)}</p>")
        parts.append(f"<{heading}>{self.runs(report.title)}</{heading}>")
        for name, runs in (("about", report.about), ("lead", report.lead)):
            if runs:
                parts.append(f'<p class="report-{name}">{self.runs(runs)}</p>')
        listing = False
        for block in report.blocks:
            if (block.kind == "item") != listing:
                parts.append("</ul>" if listing else "<ul>")
                listing = not listing
            parts.append(self.block(block))
        parts += ["</ul>"] if listing else []
        if report.signing.signer:
            parts.append(f'<p class="report-signer">{escape(report.signing.signer)}</p>')
        return "\n".join([*parts, *self.endnotes(), "</article>"])

    def block(self, block: Block) -> str:
        if block.kind == "heading":
            return f"<{self.below}>{self.runs(block.runs)}</{self.below}>"
        if block.kind == "item":
            return f"<li>{self.runs(block.runs)}</li>"
        if block.kind == "chart":
            drawn = charts.svg(block, self.language)
            caption = f"<figcaption>{self.runs(block.caption)}</figcaption>"
            return f"<figure>{drawn}{caption}</figure>" if drawn else ""
        if block.kind == "table":
            return self.table(block)
        name = f' data-passage="{escape(block.name)}"' if block.kind == "passage" else ""
        return f"<p{name}>{self.runs(block.runs)}</p>"

    def table(self, block: Block) -> str:
        caption = f"<caption>{self.runs(block.caption)}</caption>" if block.caption else ""
        head = "".join(f'<th scope="col">{escape(words)}</th>' for words in block.head)
        rows = []
        for first, *cells in block.rows:
            said = "".join(f"<td{_aligned(cell)}>{self.runs(cell)}</td>" for cell in cells)
            rows.append(f'<tr><th scope="row">{self.runs(first)}</th>{said}</tr>')
        label = escape(plain(block.caption) or block.head[0])
        return (f'<div class="report-scroll table-scroll" tabindex="0" role="region" '
                f'aria-label="{label}"><table>{caption}<thead><tr>{head}</tr></thead>'
                f"<tbody>{''.join(rows)}</tbody></table></div>")  # fmt: skip

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        if not run.figure:
            return escape(run.text)
        said = f'<span class="report-figure" data-figure="{run.figure}">{escape(run.text)}</span>'
        if run.quiet:
            return said
        note = self.notes[run.figure]
        mark = f'<sup class="report-mark"><a href="#note-{note}">({note})</a></sup>'
        # A number and its mark stay together; a difference in words may break.
        short = len(run.text) < LONGEST_NUMBER
        return f'<span class="report-number">{said}{mark}</span>' if short else said + mark

    def endnotes(self) -> list[str]:
        report, heading = self.report, self.below
        lines = [f'<li id="note-{number}">{escape(words)}</li>'
                 for number, words in notes.listed(report)]  # fmt: skip
        return [
            '<section class="report-notes">',
            f"<{heading}>{phrase('notes', self.language)}</{heading}>",
            f"<p>{escape(notes.lead(report))}</p>",
            f"<ol>{''.join(lines)}</ol>",
            f"<p>{escape(phrase('verify', self.language))}</p>",
            "</section>",
        ]


def _aligned(cell: Runs) -> str:
    """Numbers stand to the right; words that carry a number do not."""
    return ' class="number"' if is_number(cell) else ""


def _linked(report: Report) -> dict[str, object]:
    """What search engines and catalogues read."""
    return {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": _title(report),
        "inLanguage": report.language,
        "temporalCoverage": report.period,
        "version": report.edition,
        "author": {"@type": "GovernmentOrganization",
                   "name": report.letterhead.get("authority", "")},
        "reportNumber": report.signing.number,
    }  # fmt: skip


def _data(content: object) -> str:
    return _safe(json.dumps(content, ensure_ascii=False, sort_keys=True))


def _safe(text: str) -> str:
    """JSON that cannot end the element in which it stands."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
