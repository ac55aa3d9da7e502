"""The addresses of one's own notices."""

from __future__ import annotations

from django.urls import path

from diaban.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("read/", views.mark_read, name="read"),
    path("choices/", views.choices, name="choices"),
    path("<int:pk>/", views.follow, name="follow"),
]
