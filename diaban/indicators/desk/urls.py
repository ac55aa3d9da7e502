"""The desk's addresses of this room."""

from __future__ import annotations

from django.urls import path

from diaban.indicators.desk import releases
from diaban.indicators.desk import views as desk_views

app_name = "figures-desk"

urlpatterns = [
    path("", desk_views.figures, name="figures"),
    path("closed/", desk_views.closed, name="closed"),
    path("close/", desk_views.close, name="close"),
    path("new/", desk_views.new, name="new"),
    path("versions/<int:pk>/withdraw/", desk_views.withdraw, name="withdraw"),
    path("<str:code>/", desk_views.indicator, name="indicator"),
    path("<str:code>/new/", desk_views.new, name="new-version"),
    path("<str:code>/release/", releases.release, name="release"),
]
