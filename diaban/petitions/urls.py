"""The public addresses of petitions that are not read from an edition."""

from __future__ import annotations

from django.urls import path

from diaban.petitions import outside_views

app_name = "petitions-outside"

urlpatterns = [
    path("new/", outside_views.new, name="new"),
    path("track/", outside_views.home, name="track"),
    path("track/<str:number>/<str:secret>/", outside_views.petition, name="petition"),
    path("track/<str:number>/<str:secret>/<slug:kind>/", outside_views.step, name="step"),
]
