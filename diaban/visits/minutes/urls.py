"""The addresses of minutes on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.visits.minutes import views

app_name = "minutes-desk"

urlpatterns = [
    path("make/<int:stop>/", views.make, name="make"),
    path("<int:pk>/", views.minute, name="minute"),
    path("<int:pk>/sign/<slug:side>/", views.sign, name="sign"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/files/<slug:kind>/", views.download, name="download"),
]
