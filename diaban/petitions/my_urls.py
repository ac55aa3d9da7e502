"""The addresses of an enterprise's own petitions."""

from __future__ import annotations

from django.urls import path

from diaban.petitions import my_views

app_name = "my-petitions"

urlpatterns = [
    path("", my_views.home, name="home"),
    path("new/", my_views.new, name="new"),
    path("follow/", my_views.follow, name="follow"),
    path("<slug:number>/", my_views.petition, name="petition"),
    path("<slug:number>/files/<int:pk>/", my_views.paper, name="paper"),
    path("<slug:number>/step/<slug:kind>/", my_views.step, name="step"),
]
