"""Migration operations for geometry columns."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class CreateSpatialIndex(Operation):
    """A GiST index on a geometry column, where the database is PostgreSQL.

    SQLite gets none: readers ask published editions, which carry their own R-tree.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table, column, index = self._names(app_label, schema_editor, to_state)
            schema_editor.execute(f"CREATE INDEX {index} ON {table} USING GIST ({column})")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            index = self._names(app_label, schema_editor, from_state)[2]
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")

    def describe(self) -> str:
        return f"Create a spatial index on {self.model}.{self.field}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model.lower()}_{self.field}_gist"

    def _names(self, app_label: str, schema_editor: Any, state: Any) -> tuple[str, str, str]:
        model = state.apps.get_model(app_label, self.model)
        column = model._meta.get_field(self.field).column
        quote = schema_editor.quote_name
        table = model._meta.db_table
        return quote(table), quote(column), quote(f"{table}_{column}_gist")
