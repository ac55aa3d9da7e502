"""The addresses of commitments on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.visits.commitments import views

app_name = "commitments-desk"

urlpatterns = [
    path("", views.commitments, name="commitments"),
    path("<slug:number>/", views.commitment, name="commitment"),
    path("<slug:number>/step/<slug:kind>/", views.step, name="step"),
    path("<slug:number>/files/<int:pk>/", views.file, name="file"),
]
