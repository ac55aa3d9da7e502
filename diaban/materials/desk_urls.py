"""Addresses of raw-material plots on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.materials import views

app_name = "plots"

urlpatterns = [
    path("", views.plots, name="list"),
    path("take/", views.take, name="take"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/withdraw/", views.withdraw_paper, name="withdraw-paper"),
    path("<str:code>/", views.plot, name="plot"),
    path("<str:code>/attach/", views.attach, name="attach"),
    path("<str:code>/erase-producer/", views.erase_producer, name="erase-producer"),
]
