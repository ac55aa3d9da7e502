"""The catalogue's and the calendar's addresses on the desk."""

from __future__ import annotations

from django.urls import path

from diaban.procedures import calendar_views, desk_views

app_name = "procedures"

urlpatterns = [
    path("", desk_views.catalogue_list, name="list"),
    path("new/", desk_views.new, name="new"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/add/", calendar_views.add, name="calendar-add"),
    path("<slug:code>/", desk_views.procedure, name="procedure"),
    path("<slug:code>/edit/", desk_views.edit, name="edit"),
    path("<slug:code>/<int:number>/", desk_views.preview, name="version"),
    path("<slug:code>/<int:number>/publish/", desk_views.publish, name="publish"),
    path("<slug:code>/<int:number>/discard/", desk_views.discard, name="discard"),
]
