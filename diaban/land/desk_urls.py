"""The desk's land pages, under `desk/land/`."""

from __future__ import annotations

from django.urls import path

from diaban.land import desk_views

app_name = "land-desk"

urlpatterns = [
    path("", desk_views.ledgers, name="ledgers"),
    path("open/", desk_views.open_ledger, name="open"),
    path("<str:key>/", desk_views.zone, name="zone"),
    path("<str:key>/plots/<str:code>/", desk_views.plot, name="plot"),
    path("<str:key>/bulk/", desk_views.bulk_post, name="bulk"),
    path("<str:key>/do/<slug:operation>/", desk_views.operate, name="operate"),
]
