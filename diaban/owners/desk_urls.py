"""The owners' addresses on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.owners import views

app_name = "owners"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("stewards/", views.stewards, name="stewards"),
    path("stewards/<int:pk>/release/", views.release, name="release"),
    path("coverage/", views.coverage_table, name="coverage"),
    path("letter/", views.letter, name="letter"),
]
