"""What rooms give to an edition beside their asserted facts: documents and layers of records.

A room registers a function that is asked once for every edition. It must say the same for the same
records: an edition that says nothing new is not published again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from diaban.facts.schema import FieldSpec

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document of the edition, such as the figures that a public page shows.

    `demonstration` marks invented records: they are stored apart and never become open data.
    """

    name: str
    content: Any
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class ContributedLayer:
    """A layer of the map and the table that is made of records and not of asserted facts.

    Each row has `key` ("kind:code"), `code`, `name` ({"vi", "en"}), and where known `geometry`
    (Shapely, longitude and latitude on WGS 84), `valid_from`, `valid_to` (dates), `status`,
    `kind` (for the map's symbol; the layer's kind if absent), `area_ha`, `free_ha`, `localities`,
    `aliases`, and the value of each of `fields` by its name. What is unknown is None or absent.
    Very many rows come as an Arrow table with these columns (`name_vi` and `name_en` for the name,
    `geometry` as WKB).
    """

    name: str
    kind: str
    title_vi: str
    title_en: str
    fields: tuple[FieldSpec, ...]
    rows: Sequence[Mapping[str, Any]] | pa.Table
    demonstration: bool = False


Contribution = Document | ContributedLayer
Builder = Callable[[datetime], Iterable[Contribution]]

_BUILDERS: dict[str, Builder] = {}


def register(build: Builder) -> None:
    """Ask `build(now)` for every edition; done by each room when the program starts."""
    _BUILDERS[f"{build.__module__}.{build.__qualname__}"] = build


def collect(now: datetime) -> list[Contribution]:
    """What every room contributes at the aware moment `now`, in a fixed order."""
    return [one for name in sorted(_BUILDERS) for one in _BUILDERS[name](now)]
