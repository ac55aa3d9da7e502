"""The desk's addresses of this room."""

from __future__ import annotations

from django.urls import path

from diaban.projects import desk_views as views

app_name = "projects-desk"

urlpatterns = [
    path("", views.projects, name="projects"),
    path("new/", views.new, name="new"),
    path("project/<slug:code>/", views.project, name="project"),
    path("project/<slug:code>/record/<slug:kind>/", views.record, name="record"),
    path("events/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
