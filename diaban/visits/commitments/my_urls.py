"""The addresses of commitments in the enterprises' own area."""

from __future__ import annotations

from django.urls import path

from diaban.visits.commitments import my_views as views

app_name = "my-commitments"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:number>/", views.commitment, name="commitment"),
    path("<slug:number>/step/<slug:kind>/", views.step, name="step"),
    path("<slug:number>/files/<int:pk>/", views.file, name="file"),
]
