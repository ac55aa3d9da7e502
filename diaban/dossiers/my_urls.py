"""The addresses of an enterprise's own area."""

from __future__ import annotations

from django.urls import path

from diaban.dossiers import my_views

app_name = "my"

urlpatterns = [
    path("", my_views.home, name="home"),
    path("new/", my_views.choose, name="choose"),
    path("new/<str:procedure>/", my_views.begin, name="begin"),
    path("drafts/<int:pk>/", my_views.draft, name="draft"),
    path("drafts/<int:pk>/discard/", my_views.discard, name="discard"),
    path("dossiers/<int:pk>/", my_views.dossier, name="dossier"),
    path("dossiers/<int:pk>/act/<str:step>/", my_views.act, name="act"),
    path("files/<int:pk>/", my_views.attachment, name="attachment"),
    path("letters/<int:pk>/<str:kind>/", my_views.letter, name="letter"),
]
