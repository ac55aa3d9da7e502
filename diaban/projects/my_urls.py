"""The addresses of an enterprise's own projects."""

from __future__ import annotations

from django.urls import path

from diaban.projects import my_views

app_name = "my-projects"

urlpatterns = [
    path("", my_views.projects, name="projects"),
    path("<slug:code>/", my_views.project, name="project"),
]
