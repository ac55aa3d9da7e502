"""The addresses at which findings become something else."""

from __future__ import annotations

from django.urls import path

from diaban.visits.following import views as following_views

app_name = "findings-desk"

urlpatterns = [path("<uuid:pk>/<slug:what>/", following_views.become, name="become")]
