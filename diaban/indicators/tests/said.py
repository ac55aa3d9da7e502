"""Published statements of the pack, and figures as the records of the article would give them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from diaban.indicators.reading import Figures
from diaban.indicators.statements.asking import Asker, Field, Subject
from diaban.indicators.statements.comparing import Comparison, Link, Statement, compare

PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"


def rows(table: str) -> Iterator[dict[str, str]]:
    with (PACK / table).open(encoding="utf-8") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def statements() -> dict[str, Statement]:
    titles = {
        row["id"]: {"vi": row["title_vi"], "en": row["title_en"]} for row in rows("sources.csv")
    }
    return {
        row["code"]: Statement(
            row["code"],
            {"vi": row["name_vi"], "en": row["name_en"]},
            Decimal(row["value"]),
            row["unit"],
            row["period"],
            {"vi": row["scope_vi"], "en": row["scope_en"]},
            row["quote"],
            titles[row["source"]],
        )
        for row in rows("statements.csv")
    }


def links() -> list[Link]:
    def items(cell: str) -> tuple[str, ...]:
        return tuple("" if one == "whole" else one for one in cell.split(";")) if cell else ()

    return [
        Link(
            row["statement"], row["indicator"], row["reading"] or "named", row["period"],
            row["place"], row["bound"], items(row["scopes"]), items(row["bases"]),
            items(row["parts"]), items(row["rest"]),
        )
        for row in rows("statement_links.csv")
    ]  # fmt: skip


def definition(code: str, **more: Any) -> dict[str, Any]:
    name = code.rpartition(".")[2].replace("_", " ")
    return {
        "code": code, "version": 1, "valid_from": None, "valid_to": None, "topic": "land",
        "name": {"vi": name, "en": name}, "short": {"vi": name, "en": name}, "unit": "dossiers",
        "decimals": 0, "kind": "count", "numerator": code, "denominator": "", "scale": "1",
        "period": "flow", "cutoff": "calendar", "direction": "", "basis": {}, "trust": "D",
        "owner": "",
    } | more  # fmt: skip


HECTARES = {"unit": "ha", "decimals": 1, "kind": "sum", "scale": "10000", "period": "stock"}
SHARE = {"unit": "%", "decimals": 2, "kind": "ratio", "scale": "100", "numerator": "land.leased"}
DEFINITIONS = [
    *(definition(f"dossiers.{name}") for name in (
        "received", "early", "on_time", "late", "open_in_time", "waiting", "open_overdue",
        "undetermined")),
    *(definition(f"land.{name}", **HECTARES)
      for name in ("gross", "industrial", "cleared", "ready", "leased")),
    definition("land.leased_of_ready", **SHARE, denominator="land.ready"),
]  # fmt: skip
AREAS = {"gross": "39599400", "industrial": "27913700", "cleared": "27170000",
         "ready": "19727000", "leased": "11059000"}  # fmt: skip
COUNTS = {"received": 116, "early": 68, "on_time": 16, "late": 0, "open_in_time": 28, "waiting": 4,
          "open_overdue": 0, "undetermined": 0}  # fmt: skip


def value(code: str, number: str, place: str = "", **more: Any) -> dict[str, Any]:
    return {
        "indicator": code, "version": 1, "period": "2025-Q1", "place": place, "value": number,
        "numerator": None, "denominator": None, "demonstration": True,
    } | more  # fmt: skip


def document(**areas: str) -> dict[str, Any]:
    """The article's figures on invented records; every hectare lies in a park."""
    land = AREAS | areas
    hectares = {name: str(Decimal(area) / 10000) for name, area in land.items()}
    return {
        "as_of": "2026-11-26",
        "definitions": DEFINITIONS,
        "places": {
            "scope:parks": {"vi": "các KCN", "en": "industrial parks"},
            "scope:zones": {"vi": "các KKT", "en": "economic zones"},
        },
        "values": [
            *(value(f"dossiers.{name}", str(count)) for name, count in COUNTS.items()),
            *(value(f"land.{name}", area, place)
              for name, area in hectares.items() for place in ("", "scope:parks")),
            value("land.cleared", "2099.3", "scope:zones"),
            value("land.leased_of_ready", "56.06", numerator=land["leased"],
                  denominator=land["ready"]),
        ],
    }  # fmt: skip


def projects() -> list[Subject]:
    """The nine infrastructure projects with their areas, and the values that lost."""
    found = {row["code"]: row for row in rows("infrastructure_projects.csv")}
    areas = {code: (row["area"], row["trust"]) for code, row in found.items() if row["area"]}
    more = [row for row in rows("facts.csv") if row["field"] == "area"]
    others: dict[str, list[tuple[float, str]]] = {}
    for row in more:
        kind, _, code = row["subject"].partition(":")
        if kind == "infrastructure_project":
            if code in areas:
                others.setdefault(code, []).append((float(row["value"]), row["trust"]))
            else:
                areas[code] = (row["value"], row["trust"])
    return [
        Subject(
            f"infrastructure_project:{code}",
            {"vi": found[code]["name_vi"], "en": found[code]["name_en"]},
            {"area": Field(float(area), "ha", trust, others.get(code, ()))},
        )
        for code, (area, trust) in areas.items()
    ]


def asker(content: Mapping[str, Any] | None = None) -> Asker:
    return Asker(
        Figures.of(content if content is not None else document()),
        {"infrastructure_project": projects()},
        {"infrastructure_project.area": {"vi": "Diện tích", "en": "Area"}},
        statements(),
    )


def comparison(code: str, reading: str = "named", content: Any = None) -> Comparison:
    link = next(one for one in links() if (one.statement, one.reading) == (code, reading))
    return compare(link, statements(), asker(content))
