"""The addresses of reports on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.reports import desk_views

app_name = "reports-desk"

urlpatterns = [
    path("", desk_views.reports, name="reports"),
    path("begin/", desk_views.begin, name="begin"),
    path("<int:pk>/", desk_views.report, name="report"),
    path("<int:pk>/write/", desk_views.write, name="write"),
    path("<int:pk>/step/<slug:to>/", desk_views.step, name="step"),
]
