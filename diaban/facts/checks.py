"""System checks: what the rooms declare, their typed models can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from diaban.facts import schema
from diaban.geo.fields import GeometryField

_COLUMN_TYPES: dict[str, tuple[type[models.Field], ...]] = {
    "text": (models.TextField, models.CharField),
    "words": (models.TextField,),
    "integer": (models.IntegerField,),
    "year": (models.IntegerField,),
    "decimal": (models.FloatField,),
    "date": (models.DateField,),
    "period": (models.CharField,),
    "choice": (models.CharField,),
    "reference": (models.CharField,),
    "references": (models.JSONField,),
    "list": (models.JSONField,),
    "boolean": (models.BooleanField,),
    "outline": (GeometryField,),
}


@register(Tags.models)
def typed_models_hold_every_field(**_options: Any) -> list[CheckMessage]:
    """facts.E001: a kind without a model; facts.E002: a field without a fitting column."""
    return [error for kind in schema.kinds() for error in missing_columns(kind)]


def missing_columns(kind: schema.Kind) -> Sequence[CheckMessage]:
    """What the typed model of a kind lacks."""
    try:
        model = apps.get_model(kind.model)
    except LookupError:
        return [
            Error(
                f"The kind {kind.name} has no model {kind.model}.",
                hint="Declare the model, or correct the kind's `model`.",
                id="facts.E001",
            )
        ]
    columns = {column.name: column for column in model._meta.get_fields()}
    return [
        Error(
            f"{kind.model} has no fitting column “{attribute}” for the field {spec.name}.",
            hint=f"Declare a column for a field of type {spec.type} and make a migration.",
            id="facts.E002",
        )
        for spec in kind.fields
        for attribute in spec.attributes
        if not _fits(spec, attribute, columns.get(attribute))
    ]


def _fits(spec: schema.FieldSpec, attribute: str, column: Any) -> bool:
    if spec.type == "location" or attribute == spec.unit_column:
        return column is not None
    return isinstance(column, _COLUMN_TYPES[spec.type])
