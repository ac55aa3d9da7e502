"""The public page of coverage."""

from __future__ import annotations

from django.urls import path

from diaban.owners import public_views

app_name = "coverage"

urlpatterns = [path("", public_views.page, name="page")]
