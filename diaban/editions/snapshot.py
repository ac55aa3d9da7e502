"""Build the snapshot that is published: the resolved registry as tables and fact records.

A handful of queries in all, whatever the number of subjects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.utils import timezone

from diaban.editions.contributed import layer_input
from diaban.editions.field_columns import arrow_type, field_infos
from diaban.editions.model import LayerInput, Part, Snapshot
from diaban.editions.summary import Summaries, summary_columns
from diaban.facts import contributions, registry, schema
from diaban.facts.contributions import Contribution, Document
from diaban.facts.models import Pack, Source
from diaban.facts.records import records_of
from diaban.facts.registry import SubjectState
from diaban.facts.schema import FieldSpec, Kind
from diaban.places.models import CrosswalkRow

_SOURCE_COLUMNS = (
    "id", "kind", "title_vi", "title_en", "publisher", "url", "published_on", "retrieved_on",
    "licence", "note", "note_vi",
)  # fmt: skip


def build(now: datetime) -> Snapshot:
    """What the registry says at the aware moment `now`, for the day it is then in Viet Nam."""
    on = timezone.localdate(now)
    # What is not public leaves no trace: not in a layer, not among the sources.
    subjects = {key: one for key, one in registry.read(on=on).items() if one.kind.public}
    crosswalk = _crosswalk()
    summaries = Summaries(subjects, crosswalk, on, registry.promised())
    layers = [
        _layer(kind, subjects, summaries)
        for kind in schema.kinds()
        if kind.public and (kind.licence is None or any(_of(kind, subjects)))
    ]
    cited = {row["source"] for row in crosswalk} | _cited(subjects.values())
    given = contributions.collect(now)
    open_data = _part(one for one in given if not one.demonstration)
    return Snapshot(
        layers=[*layers, *open_data.layers],
        sources=_sources(cited),
        authority=_authority(),
        crosswalk=crosswalk,
        documents=open_data.documents,
        demonstration=_part(one for one in given if one.demonstration),
    )


def _part(given: Iterable[Contribution]) -> Part:
    """Documents and layers of records, real ones or demonstration."""
    documents: dict[str, Any] = {}
    layers: list[LayerInput] = []
    for one in given:
        if isinstance(one, Document):
            documents[one.name] = one.content
        else:
            layers.append(layer_input(one))
    return Part(layers, documents)


def _layer(kind: Kind, subjects: Mapping[str, SubjectState], summaries: Summaries) -> LayerInput:
    states = list(_of(kind, subjects))
    columns: dict[str, Any] = {}
    for spec in kind.fields:
        if not spec.identity:
            columns |= _columns(spec, states)
    # A summary column wins over a field's of the same name: it also knows what follows from others.
    columns |= summary_columns(states, summaries)
    return LayerInput(
        name=kind.layer,
        kind=kind.name,
        title_vi=kind.title_vi,
        title_en=kind.title_en,
        fields=field_infos(kind.fields),
        table=pa.table(columns),
        facts={state.key: records_of(state, summaries.name_of) for state in states},
        licence=asdict(kind.licence) if kind.licence else None,
    )


def _of(kind: Kind, subjects: Mapping[str, SubjectState]) -> Iterator[SubjectState]:
    """The subjects of a kind."""
    return (state for state in subjects.values() if state.kind.name == kind.name)


def _columns(spec: FieldSpec, states: Sequence[SubjectState]) -> dict[str, pa.Array]:
    """The table's columns of one field."""
    arrow = arrow_type(spec)
    values = [state.value(spec.name) for state in states]
    if spec.type == "words":
        return {
            f"{spec.name}_{language}": pa.array([v and v[language] for v in values], arrow)
            for language in ("vi", "en")
        }
    if spec.type == "date":
        values = [date.fromisoformat(value) if value else None for value in values]
    columns = {spec.name: pa.array(values, arrow)}
    if spec.unit_column:
        units = [state.fields[spec.name].unit if spec.name in state.fields else None
                 for state in states]  # fmt: skip
        columns[spec.unit_column] = pa.array([unit or None for unit in units], pa.string())
    return columns


def _cited(subjects: Iterable[SubjectState]) -> set[str]:
    cited = set()
    for state in subjects:
        for held in state.fields.values():
            outcome = held.resolution
            claims = [*(rival.claim for rival in outcome.competing), *outcome.agreeing,
                      *outcome.history, *((outcome.winner,) if outcome.winner else ())]  # fmt: skip
            cited |= {claim.source for claim in claims}
    return cited


def _sources(cited: set[str]) -> list[dict[str, Any]]:
    rows = Source.objects.order_by("id").values(*_SOURCE_COLUMNS)
    return [{name: value or None for name, value in row.items()} for row in rows
            if row["id"] in cited]  # fmt: skip


def _authority() -> dict[str, Any]:
    """What the pack that was loaded first says of itself; its own page in the edition."""
    pack = Pack.objects.order_by("pk").first()
    return dict(pack.content) if pack else {}


def _crosswalk() -> list[dict[str, Any]]:
    columns = (
        "old_code", "old_name", "old_type", "old_district", "new_code", "extent", "on", "trust",
        "as_of", "note", "note_vi",
    )  # fmt: skip
    rows = CrosswalkRow.objects.filter(withdrawn_at=None).order_by("new_code", "old_code", "id")
    return [
        {
            **row,
            "source": source,
            "on": row["on"].isoformat(),
            "as_of": row["as_of"].isoformat() if row["as_of"] else None,
        }
        for row in rows.values(*columns, "source_id")
        for source in (row.pop("source_id"),)
    ]
