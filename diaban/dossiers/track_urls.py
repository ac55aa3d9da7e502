"""Following a dossier by the code and the secret on its receipt."""

from __future__ import annotations

from django.urls import path

from diaban.dossiers import track_views

app_name = "track"

urlpatterns = [
    path("", track_views.home, name="home"),
    path("<str:code>/<str:secret>/", track_views.dossier, name="dossier"),
]
