"""Addresses of the field application: outside the languages, for one worker serves them all."""

from __future__ import annotations

from django.urls import path

from diaban.visits.field import api_views, shell_views

app_name = "field"

urlpatterns = [
    path("", shell_views.shell, name="shell"),
    path("manifest.webmanifest", shell_views.manifest, name="manifest"),
    path("worker.js", shell_views.worker, name="worker"),
    path("api/session/", api_views.session, name="session"),
    path("api/visits/", api_views.visits, name="visits"),
    path("api/bundle/<str:number>/", api_views.carry, name="bundle"),
    path("api/submissions/", api_views.submit, name="submit"),
    path("api/submissions/<uuid:pk>/", api_views.receipt, name="receipt"),
    path("api/media/<uuid:pk>/", api_views.media, name="media"),
]
