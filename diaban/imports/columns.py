"""Which column of a file means which field: guesses from names in Vietnamese and English. Pure.

A guess is shown before anything is taken over, and what a sender's file was mapped to once is
remembered (`models.RememberedMapping`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diaban.facts.schema import FieldSpec, Kind
from diaban.imports.reading.dataset import CoordinateColumns
from diaban.imports.reading.tables import fold

CODE, EASTING, NORTHING, GEOMETRY = "code", "easting", "northing", "geometry"
ACCURACY, METHOD = "accuracy_m", "method"
WHERE = "where"
"""Words that say where a row lies ("phường Mông Dương, Cẩm Phả"); they are checked, not kept."""
IGNORED = ""
PLACE_TARGETS = (EASTING, NORTHING, GEOMETRY, ACCURACY, METHOD, WHERE)

HECTARES = {"m2": 1e-4, "ha": 1.0, "km2": 100.0}
"""Units of area that a column may be given in, in hectares."""

_LEAST = 0.6
_ALIKE = 0.86
_UNITS = {"m²": "m2", "km²": "km2", "hecta": "ha", "hec ta": "ha", "sqm": "m2", "sqkm": "km2"}
_LOCAL = re.compile(r"local|non-eng|vietnam|_vn\b")
_IN_BRACKETS = re.compile(r"[\[(]\s*([^)\]]{1,12}?)\s*[)\]]")

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    CODE: ("ma", "ma so", "code", "ma don vi", "ma dvhc", "ma xa", "ma kcn", "ma kkt",
           "ma doi tuong", "ma cong trinh", "ma du an", "key"),
    "name_vi": ("ten", "ten goi", "name", "name vi", "ten tieng viet", "ten don vi", "ten xa",
                "ten phuong", "ten kcn", "ten kkt", "ten khu", "ten cong trinh", "ten du an",
                "full name", "ten day du", "ten vi"),
    "name_en": ("name en", "english name", "ten tieng anh", "ten en"),
    "type": ("loai", "loai don vi", "unit type", "type", "loai hinh"),
    "kind": ("loai", "kind", "loai hinh"),
    "area": ("dien tich", "area", "dt", "s"),
    "planned_area": ("dien tich", "area", "dien tich quy hoach", "dt"),
    "population": ("dan so", "population", "so dan"),
    "parent": ("truc thuoc", "thuoc", "parent", "don vi cap tren"),
    "status": ("trang thai", "tinh trang", "status", "hien trang"),
    "decision": ("quyet dinh", "so quyet dinh", "van ban", "decision", "can cu"),
    "valid_from": ("tu ngay", "ngay thanh lap", "valid from", "hieu luc tu"),
    "valid_to": ("den ngay", "valid to", "hieu luc den"),
    ACCURACY: ("accuracy m", "sai so", "do chinh xac", "accuracy"),
    METHOD: ("method", "cach xac dinh", "phuong phap"),
    WHERE: ("dia diem", "vi tri", "dia chi", "location", "address"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column is taken for.

    Attributes:
        target: as in `Decisions.mapping`; "" where it is left out.
        basis: "decided", "remembered", "name" (its name says so), "similar" or "none".
    """

    column: str
    target: str
    basis: str


def targets(kind: Kind) -> dict[str, FieldSpec | None]:
    """Everything that a column may be mapped to, with the field behind it."""
    found: dict[str, FieldSpec | None] = {CODE: None}
    for spec in kind.fields:
        for column in spec.columns:
            found[column] = spec
    if kind.located:
        found |= dict.fromkeys(PLACE_TARGETS)
    return found


def guess(
    columns: Sequence[str],
    kind: Kind,
    decided: Mapping[str, str],
    remembered: Mapping[str, str] | None = None,
    coordinates: CoordinateColumns | None = None,
    samples: Mapping[str, Sequence[Any]] | None = None,
) -> list[ColumnGuess]:
    """A target for every column: decided, else remembered, else by its name; each only once.

    By its name alone nothing is taken for a number or a choice that none of its `samples` can be.
    """
    fields = targets(kind)
    answer: dict[str, ColumnGuess] = {}
    for basis, known in (("decided", decided), ("remembered", remembered or {})):
        for column in columns:
            if column in known and column not in answer:
                answer[column] = ColumnGuess(column, known[column], basis)
    taken = {one.target.partition("@")[0] for one in answer.values()} - {IGNORED}
    for column, target in _places(coordinates):
        if column in columns and column not in answer and target not in taken:
            answer[column] = ColumnGuess(column, target, "name")
            taken.add(target)
    free = [column for column in columns if column not in answer]
    for score, column, target in sorted(_scores(free, kind), key=lambda one: -one[0]):
        if column in answer or target in taken:
            continue
        if not _can_hold(fields.get(target), (samples or {}).get(column, ())):
            continue
        basis = "name" if score >= 0.95 else "similar"
        answer[column] = ColumnGuess(column, _with_unit(column, target, kind), basis)
        taken.add(target)
    return [answer.get(column) or ColumnGuess(column, IGNORED, "none") for column in columns]


def _can_hold(spec: FieldSpec | None, cells: Sequence[Any]) -> bool:
    texts = [str(cell) for cell in cells if cell not in (None, "")]
    if spec is None or not texts:
        return True
    if spec.type == "choice":
        known = {fold(word) for value, pair in spec.choices.items() for word in (value, *pair)}
        return sum(fold(text) in known for text in texts) * 2 >= len(texts)
    if spec.type in ("decimal", "integer", "year"):
        return any(letter.isdigit() for text in texts for letter in text)
    return True


def unit_of(column: str) -> str:
    """The unit that stands in brackets in a column's name, "" where there is none."""
    found = _IN_BRACKETS.search(column.lower())
    return _UNITS.get(found[1], found[1]) if found else ""


def _places(coordinates: CoordinateColumns | None) -> list[tuple[str, str]]:
    if coordinates is None:
        return []
    if coordinates.geometry:
        return [(coordinates.geometry, GEOMETRY)]
    if not coordinates.is_certain:  # X and Y: a question, not a guess
        return []
    pairs = ((coordinates.easting, EASTING), (coordinates.northing, NORTHING))
    return [(column, target) for column, target in pairs if column]


def _scores(columns: Sequence[str], kind: Kind) -> list[tuple[float, str, str]]:
    known = targets(kind)
    found = []
    for column in columns:
        short = fold(_IN_BRACKETS.sub(" ", column.rsplit(" / ", 1)[-1]))
        if not short:
            continue
        if (
            short.endswith(" name") and short != "full name"
        ):  # "Mine name", and "Mine name (local)" beside it
            own = _LOCAL.search(column.lower())
            found.append((0.75, column, "name_vi" if own else "name_en"))
        for target, spec in known.items():
            if target in (EASTING, NORTHING, GEOMETRY):
                continue
            score = max(_alike(short, name) for name in _names(target, spec, kind))
            if score >= _LEAST:
                found.append((score, column, target))
    return found


def _names(target: str, spec: FieldSpec | None, kind: Kind) -> set[str]:
    names = {fold(target), *_SYNONYMS.get(target, ())}
    if spec is not None and target != spec.unit_column:
        names |= {fold(spec.label_vi), fold(spec.label_en)} if not target.endswith("_en") else set()
        names |= {fold(spec.name)} if target.endswith("_vi") else set()
    if target == "name_vi":
        names |= {f"ten {fold(kind.title_vi)}", fold(kind.title_vi)}
    if target == CODE:
        names |= {f"ma {fold(kind.title_vi)}"}
    return names


def _alike(column: str, name: str) -> float:
    """1 for the same name, less for one cut off at ten letters, run together, or misspelt."""
    if column == name:
        return 1.0
    bare, wanted = column.replace(" ", ""), name.replace(" ", "")
    if bare == wanted:
        return 0.97
    if len(column) == 10 and wanted.startswith(bare):  # a Shapefile keeps ten letters of a name
        return 0.85
    words, other = set(column.split()), name.split()
    if len(other) > 0 and len(wanted) >= 4 and column.startswith(f"{name} ") and len(words) <= 3:
        return 0.7
    if len(bare) < 5:
        return 0.0
    ratio = difflib.SequenceMatcher(None, bare, wanted).ratio()
    return 0.8 * ratio if ratio >= _ALIKE else 0.0


def _with_unit(column: str, target: str, kind: Kind) -> str:
    """`target@unit` where the column's own name gives another unit of area than the field has."""
    spec = targets(kind).get(target)
    unit = unit_of(column)
    if spec is not None and unit in HECTARES and spec.unit in HECTARES and unit != spec.unit:
        return f"{target}@{unit}"
    return target
