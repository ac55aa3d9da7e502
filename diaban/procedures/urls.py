"""The public pages of the catalogue."""

from __future__ import annotations

from django.urls import path

from diaban.procedures import public_views

app_name = "public_procedures"

urlpatterns = [
    path("", public_views.catalogue, name="catalogue"),
    path("<slug:code>/", public_views.procedure, name="procedure"),
]
