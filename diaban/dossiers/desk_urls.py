"""The desk's addresses of dossiers."""

from __future__ import annotations

from django.urls import path

from diaban.dossiers import desk_views, figure_views, letter_views, people_views

app_name = "dossiers"

urlpatterns = [
    path("", desk_views.queue_page, name="queue"),
    path("enter/", desk_views.enter, name="enter"),
    path("<int:pk>/", desk_views.dossier, name="dossier"),
    path("<int:pk>/act/<str:step>/", desk_views.act, name="act"),
    path("<int:pk>/links/", desk_views.link, name="link"),
    path("<int:pk>/letters/", letter_views.draft, name="draft-letter"),
    path("letters/<int:pk>/", letter_views.edit, name="letter"),
    path("letters/<int:pk>/sign/", letter_views.sign, name="sign-letter"),
    path("letters/<int:pk>/<str:kind>/", letter_views.download, name="letter-file"),
    path("files/<int:pk>/", desk_views.attachment, name="attachment"),
    path("people/", people_views.people, name="people"),
    path("people/absence/", people_views.absence, name="absence"),
    path("people/absence/<int:pk>/end/", people_views.end_absence, name="end-absence"),
    path("alerts/", people_views.alerts, name="alerts"),
    path("figures/", figure_views.figures, name="figures"),
    path("figures/register/<str:kind>/", figure_views.register_book, name="register-book"),
]
