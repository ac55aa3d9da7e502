"""The public page of how dossiers are handled."""

from __future__ import annotations

from django.urls import path

from diaban.dossiers import public_views

app_name = "public_dossiers"

urlpatterns = [
    path("", public_views.figures, name="figures"),
    path("series.csv", public_views.series, name="series"),
]
