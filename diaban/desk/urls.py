"""The desk's addresses. Every view says which permission it needs; a test holds them to it."""

from __future__ import annotations

from django.urls import path

from diaban.desk import fact_views, list_views, publish_views

app_name = "desk"

urlpatterns = [
    path("", list_views.home, name="home"),
    path("stale/", list_views.stale, name="stale"),
    path("conflicts/", list_views.conflicts, name="conflicts"),
    path("unknown/", list_views.unknown, name="unknown"),
    path("unknown/<str:kind>/<str:field>/", list_views.lacking, name="lacking"),
    path("subjects/", list_views.subjects, name="subjects"),
    path("sources/", list_views.sources, name="sources"),
    path("sources/<slug:pk>/", list_views.source, name="source"),
    path("subjects/<str:key>/", fact_views.subject, name="subject"),
    path("subjects/<str:key>/history/", fact_views.history, name="history"),
    path("subjects/<str:key>/<str:field>/", fact_views.correct, name="correct"),
    path("checked/", fact_views.checked, name="checked"),
    path("assertions/<int:pk>/withdraw/", fact_views.withdraw, name="withdraw"),
    path("publish/", publish_views.publish, name="publish"),
    path("publish/now/", publish_views.publish_now, name="publish-now"),
]
