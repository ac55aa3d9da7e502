"""The public addresses of published reports."""

from __future__ import annotations

from django.urls import path

from diaban.reports import public_views

app_name = "reports"

urlpatterns = [
    path("", public_views.reports, name="reports"),
    path("<slug:code>/", public_views.report, name="report"),
    path("<slug:code>/files/<str:name>", public_views.file, name="file"),
]
