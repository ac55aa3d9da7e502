"""What may be said about which kind of thing: the fields of every kind, declared once. Pure.

Each room declares its kinds (`places/kinds.py`, `zones/kinds.py`, …) and registers them when the
program starts. The pack's tables, the staff's form, the typed models (held by a system check), the
layers of an edition and their labels all follow these declarations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIELD_TYPES = (
    "text",
    "words",  # {"vi": …, "en": …}
    "integer",
    "year",
    "decimal",
    "date",
    "period",  # 2025, 2025-Q1, 2025-03 or 2025-03-31, kept as written
    "choice",
    "reference",  # the key of a subject
    "references",
    "list",
    "boolean",
    "location",  # {"lon", "lat", "accuracy_m", "method"}
    "outline",  # a GeoJSON geometry
)
CODE = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
ANY_SUBJECT = "*"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its type, how people call it, and what a value of it must satisfy.

    `unit` is the unit of every value; where it differs from value to value, `units` lists the
    possible ones and `unit_column` is the column that carries it. `choices` maps a stored value to
    its (Vietnamese, English) name. `reference` is the kind of subject that a reference names, or
    `ANY_SUBJECT`. `minimum` and `maximum` are inclusive. `pattern` must match a text, or every item
    of a list. `attribute` is the typed model's attribute where the field's name cannot be one.
    """

    name: str
    type: str
    label_vi: str
    label_en: str
    unit: str = ""
    units: frozenset[str] = frozenset()
    unit_column: str = ""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reference: str = ""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    required: bool = False
    attribute: str = ""
    identity: bool = False

    def __post_init__(self) -> None:
        if self.type not in FIELD_TYPES:
            raise ValueError(f"field {self.name}: unknown type {self.type!r}")
        if bool(self.reference) != (self.type in ("reference", "references")):
            raise ValueError(f"field {self.name}: a reference, and only one, names a kind")

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the pack's table that carry the field."""
        if self.type in ("location", "outline"):
            return ()
        if self.type == "words":
            return (f"{self.name}_vi", f"{self.name}_en")
        return (self.name, self.unit_column) if self.unit_column else (self.name,)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes of the typed model that carry the field."""
        if self.type == "location":
            return ("location", "accuracy_m", "location_method")
        if self.type == "words":
            return (f"{self.name}_vi", f"{self.name}_en")
        name = self.attribute or self.name
        return (name, self.unit_column) if self.unit_column else (name,)

    def label(self, language: str) -> str:
        """What the field is called; anything but Vietnamese is answered in English."""
        return self.label_vi if language.startswith("vi") else self.label_en


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which licence others made what a layer shows: its SPDX id, what the map has to say."""

    id: str
    attribution: str
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: `park:dong-mai` is the subject with code `dong-mai` of the kind `park`.

    `table` is its file in a pack, `layer` its layer in an edition, `model` its typed model
    ("zones.IndustrialPark"). `subkind` is the field by which it is told apart on the map,
    `area_field` and `area_ha` the field of its area and that unit in hectares, `free_field` the one
    of its free land in hectares, `alias_fields` what else it is searched by. `note_field` is the
    field with which a table row's note stands. A kind with a `licence` is somebody else's data in a
    layer of its own, which an edition has only where there is such data. A kind that is not
    `public` is in no edition.
    """

    name: str
    layer: str
    table: str
    model: str
    title_vi: str
    title_en: str
    fields: tuple[FieldSpec, ...]
    subkind: str = ""
    area_field: str = ""
    area_ha: float = 1.0
    free_field: str = ""
    alias_fields: tuple[str, ...] = ()
    note_field: str = "name"
    licence: Licence | None = None
    public: bool = True

    def __post_init__(self) -> None:
        names = [spec.name for spec in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"kind {self.name}: a field stands twice")

    def __getitem__(self, name: str) -> FieldSpec:
        # A template's `kind.name` would be the field called "name": pages get the name by itself.
        return next(spec for spec in self.fields if spec.name == name)

    def __contains__(self, name: object) -> bool:
        return any(spec.name == name for spec in self.fields)

    @property
    def located(self) -> bool:
        """Can a subject of this kind have a place?"""
        return "location" in self

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the kind's table, but for those that every table has."""
        return ("code", *(column for spec in self.fields for column in spec.columns))


@dataclass(frozen=True, slots=True)
class Barred:
    """That a column may name no row that has `value` in a column `there` of the table it names,
    and why: reason and remedy in words (a gettext text each)."""

    there: str
    value: str
    reason: Any
    remedy: Any


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row (`index`) beside the others: its column, a code, reason, remedy."""

    index: int
    column: str
    code: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PackTable:
    """A table of a pack whose rows are records of their own and no facts about a subject.

    `known` says of a column that its values stand in another table of the pack: column → (table,
    column there). Tables without it are read first, so the other one must have none.
    `barred` says of such a column that what it names may not be everything.
    `check` finds what is wrong with the rows beside each other; a cell that is wrong is None there.
    `store(rows, origin, now)` takes the checked rows (column → value, with `source`, `as_of`,
    `trust`, `note` and `note_vi`) into the registry and returns (added, withdrawn).
    """

    table: str
    fields: tuple[FieldSpec, ...]
    store: Callable[[Sequence[Mapping[str, Any]], str, Any], tuple[int, int]]
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    barred: Mapping[str, Barred] = field(default_factory=dict)
    check: Callable[[Sequence[Mapping[str, Any]]], Iterable[RowFault]] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for spec in self.fields for column in spec.columns)


_KINDS: dict[str, Kind] = {}
_TABLES: dict[str, PackTable] = {}


def register(*declared: Kind | PackTable) -> None:
    """Make kinds and tables known; done by each room when the program starts."""
    for one in declared:
        if isinstance(one, Kind):
            _KINDS[one.name] = one
        else:
            _TABLES[one.table] = one


# The order in which layers stand, whatever the order in which rooms were started.
_ORDER = (
    "locality",
    "economic_zone",
    "park",
    "infrastructure_project",
    "facility",
    "commodity",
    "material",
    "material_plot",
    "statement",
)


def kinds() -> list[Kind]:
    """Every registered kind, in the order of their layers."""
    return sorted(
        _KINDS.values(),
        key=lambda kind: (
            _ORDER.index(kind.name) if kind.name in _ORDER else len(_ORDER),
            kind.name,
        ),
    )


def extra_tables() -> list[PackTable]:
    """Every registered table that is not a kind's; those that name rows of others come last."""
    return sorted(_TABLES.values(), key=lambda one: (bool(one.known), one.table))


def kind(name: str) -> Kind:
    """The kind of this name.

    Raises:
        KeyError: there is none.
    """
    return _KINDS[name]


def kind_of(subject: str) -> Kind | None:
    """The kind of the subject with this key, None if the key names no kind."""
    return _KINDS.get(subject.partition(":")[0])


def references_in(spec: FieldSpec, value: Any) -> Iterator[str]:
    """Keys of the subjects that a value of this field names."""
    if value is not None and spec.type == "reference":
        yield value
    elif value is not None and spec.type == "references":
        yield from value


# Short forms for the declarations in the rooms.


def words(name: str, label_vi: str, label_en: str, **more: Any) -> FieldSpec:
    return FieldSpec(name, "words", label_vi, label_en, **more)


def text(name: str, label_vi: str, label_en: str, **more: Any) -> FieldSpec:
    return FieldSpec(name, "text", label_vi, label_en, **more)


def number(
    name: str, label_vi: str, label_en: str, unit: str = "", most: float = 1e12, **more: Any
) -> FieldSpec:
    """A measured quantity: zero or more, and below what could only be a slip of the pen."""
    return FieldSpec(
        name, "decimal", label_vi, label_en, unit=unit, minimum=0, maximum=most, **more
    )


def hectares(name: str, label_vi: str, label_en: str, **more: Any) -> FieldSpec:
    return number(name, label_vi, label_en, "ha", 1e7, **more)


def year(name: str, label_vi: str, label_en: str) -> FieldSpec:
    return FieldSpec(name, "year", label_vi, label_en, minimum=1800, maximum=2150)


def choice(
    name: str, label_vi: str, label_en: str, choices: Mapping[str, tuple[str, str]], **more: Any
) -> FieldSpec:
    return FieldSpec(name, "choice", label_vi, label_en, choices=choices, **more)


def reference(name: str, label_vi: str, label_en: str, kind: str, **more: Any) -> FieldSpec:
    return FieldSpec(name, "reference", label_vi, label_en, reference=kind, **more)


def references(name: str, label_vi: str, label_en: str, kind: str) -> FieldSpec:
    return FieldSpec(name, "references", label_vi, label_en, reference=kind)


def day(name: str, label_vi: str, label_en: str, **more: Any) -> FieldSpec:
    return FieldSpec(name, "date", label_vi, label_en, **more)


STATUS = choice(
    "status",
    "Tình trạng",
    "Status",
    {
        "operating": ("Đang hoạt động", "Operating"),
        "under_construction": ("Đang xây dựng", "Under construction"),
        "planned": ("Quy hoạch", "Planned"),
        "closed": ("Đã đóng", "Closed"),
    },
)
NAME = words("name", "Tên", "Name", required=True, identity=True)
VALID_FROM = day("valid_from", "Tồn tại từ", "Exists from", identity=True)
VALID_TO = day("valid_to", "Tồn tại đến trước", "Exists until before", identity=True)
LOCATION = FieldSpec("location", "location", "Vị trí", "Location", identity=True)
OUTLINE = FieldSpec("outline", "outline", "Ranh giới", "Outline", identity=True)


def named(*own: FieldSpec) -> tuple[FieldSpec, ...]:
    """The fields of a kind without a place: a name and its own fields."""
    return (NAME, *own)


def placed(*own: FieldSpec) -> tuple[FieldSpec, ...]:
    """The fields of a kind that exists for a time at a place."""
    return (NAME, *own, VALID_FROM, VALID_TO, LOCATION, OUTLINE)


def labels(
    values: Iterable[str], table: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """A part of a table of choices, in the order asked for."""
    return {value: table[value] for value in values}
