"""PostGIS, where the database is PostgreSQL; nothing elsewhere."""

from __future__ import annotations

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [CreateExtension("postgis")]
