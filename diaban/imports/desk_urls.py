"""The addresses of imports on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.every, name="list"),
    path("new/", views.new, name="new"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/step/<slug:action>/", views.step, name="step"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/reject/", views.reject, name="reject"),
    path("<int:pk>/map.json", views.map_data, name="map"),
    path("<int:pk>/marked/", views.marked_copy, name="marked"),
]
