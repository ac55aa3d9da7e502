"""The addresses of early sight on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.indicators.early import views

app_name = "early"

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/rules/", views.rules, name="rules"),
    path("alerts/rules/new/", views.rule, name="new-rule"),
    path("alerts/rules/<int:pk>/", views.rule, name="rule"),
    path("alerts/rules/<int:pk>/withdraw/", views.withdraw, name="withdraw-rule"),
    path("alerts/<slug:code>/<str:period>/<slug:step>/", views.act, name="act"),
    path("week/", views.week, name="week"),
    path("forecasts/", views.forecasts, name="forecasts"),
    path("letter/", views.letter, name="letter"),
]
