"""The addresses of minutes in the enterprises' own area."""

from __future__ import annotations

from django.urls import path

from diaban.visits.minutes import my_views as views

app_name = "my-minutes"

urlpatterns = [
    path("", views.home, name="home"),
    path("<int:pk>/", views.minute, name="minute"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/files/<slug:kind>/", views.download, name="download"),
]
