from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps

from diaban.design.units import UNITS as WRITTEN_UNITS
from diaban.facts import schema
from diaban.facts.checks import missing_columns, typed_models_hold_every_field
from diaban.facts.units import UNITS
from diaban.facts.vocabulary import AUTHORITY, CONFIDENCE, SOURCE_KINDS
from diaban.zones.kinds import CAPACITY_UNITS

ROOT = Path(__file__).resolve().parents[3]
PACK_FORMAT = (ROOT / "docs" / "pack-format.md").read_text(encoding="utf-8")


def documented(table: str) -> set[str]:
    """Names of the columns that docs/pack-format.md gives for a table."""
    row = next(line for line in PACK_FORMAT.splitlines() if line.startswith(f"| `{table}`"))
    cell = row.split("|")[3]
    # What stands in brackets explains a column; what stands in code, between them, names columns.
    plain = re.sub(r"\([^()]*\)", "", cell.partition("(no source")[0].partition("; kind:")[0])
    listed = ",".join(re.findall(r"`([^`]*)`", plain))
    return {name.strip() for name in listed.split(",") if name.strip()}


@pytest.mark.parametrize("name", [
    "locality", "economic_zone", "park", "infrastructure_project", "facility", "commodity",
    "material", "statement",
])  # fmt: skip
def test_the_pack_format_documents_exactly_the_columns_of_each_kind(name):
    kind = schema.kind(name)
    assert documented(kind.table) == set(kind.columns)


@pytest.mark.parametrize(
    "name", ["bodies.csv", "crosswalk.csv", "petition_ladder.csv", "petition_routes.csv"]
)
def test_the_tables_of_records_are_documented_too(name):
    table = next(one for one in schema.extra_tables() if one.table == name)
    assert documented(name) == set(table.columns)


def test_every_kind_has_a_layer_a_table_and_a_model_of_its_own():
    kinds = schema.kinds()
    assert [kind.name for kind in kinds][:3] == ["locality", "economic_zone", "park"]
    for attribute in ("layer", "table", "model"):
        assert len({getattr(kind, attribute) for kind in kinds}) == len(kinds) >= 8


def test_every_field_is_named_in_both_languages():
    for kind in schema.kinds():
        for spec in kind.fields:
            assert spec.label_vi and spec.label_en, (kind.name, spec.name)
            assert all(vi and en for vi, en in spec.choices.values())


def test_a_kind_refers_only_to_its_own_fields():
    for kind in schema.kinds():
        named = {
            kind.subkind,
            kind.area_field,
            kind.free_field,
            kind.note_field,
            *kind.alias_fields,
        }
        assert {name for name in named if name} <= {spec.name for spec in kind.fields}


def test_a_reference_names_a_kind_that_exists():
    names = {kind.name for kind in schema.kinds()} | {schema.ANY_SUBJECT, ""}
    assert {spec.reference for kind in schema.kinds() for spec in kind.fields} <= names


def test_every_unit_can_be_written_for_people():
    used = {spec.unit for kind in schema.kinds() for spec in kind.fields if spec.unit}
    assert used | CAPACITY_UNITS <= UNITS
    assert set(WRITTEN_UNITS) >= UNITS


def test_the_documented_tags_of_trust_are_those_in_use():
    for tag, confidence in CONFIDENCE.items():
        row = next(line for line in PACK_FORMAT.splitlines() if re.match(rf"\| [^|]*{tag}\b", line))
        assert row.rstrip("| ").endswith(confidence)


def test_general_knowledge_weighs_least_and_a_decision_most():
    weights = [AUTHORITY[kind] for kind in SOURCE_KINDS]
    assert weights == sorted(weights, reverse=True)
    assert min(AUTHORITY, key=AUTHORITY.__getitem__) == "unverified"
    assert max(AUTHORITY, key=AUTHORITY.__getitem__) == "decision"


def test_every_field_has_a_column_in_its_typed_model():
    assert typed_models_hold_every_field() == []


def test_a_field_without_a_column_is_found():
    park = schema.kind("park")
    extra = schema.text("motto", "Khẩu hiệu", "Motto")
    (error,) = missing_columns(replace(park, fields=(*park.fields, extra)))
    assert (error.id, "motto" in error.msg) == ("facts.E002", True)


def test_a_column_of_the_wrong_type_is_found():
    park = schema.kind("park")
    wrong = tuple(
        schema.text("planned_area", "a", "a") if spec.name == "planned_area" else spec
        for spec in park.fields
    )
    assert [error.id for error in missing_columns(replace(park, fields=wrong))] == ["facts.E002"]


def test_a_kind_without_a_model_is_found():
    kind = replace(schema.kind("park"), model="zones.Nothing")
    assert [error.id for error in missing_columns(kind)] == ["facts.E001"]


def test_a_typed_model_has_no_column_that_no_field_fills():
    always = {"key", "code", "resolved_at"}
    for kind in schema.kinds():
        columns = {column.name for column in apps.get_model(kind.model)._meta.concrete_fields}
        filled = {attribute for spec in kind.fields for attribute in spec.attributes}
        assert columns == filled | always, kind.name


def test_declarations_that_make_no_sense_are_refused():
    with pytest.raises(ValueError):
        schema.FieldSpec("x", "colour", "x", "x")
    with pytest.raises(ValueError):
        schema.FieldSpec("x", "reference", "x", "x")
    with pytest.raises(ValueError):
        replace(schema.kind("park"), fields=(schema.NAME, schema.NAME))
