"""The public page of visits."""

from __future__ import annotations

from django.urls import path

from diaban.visits import public_views

app_name = "public_visits"

urlpatterns = [
    path("", public_views.visits, name="visits"),
    path("series.csv", public_views.series, name="series"),
]
