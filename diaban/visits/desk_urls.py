"""The desk's addresses of visits."""

from __future__ import annotations

from django.urls import path

from diaban.visits import desk_views
from diaban.visits.field import device_views, settling_views
from diaban.visits.planning import views as plan_views
from diaban.visits.stops import views as stop_views

app_name = "visits-desk"

urlpatterns = [
    path("", desk_views.visits, name="visits"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/new/", plan_views.new, name="new"),
    path("devices/", device_views.devices, name="devices"),
    path("devices/<int:pk>/", device_views.change, name="device"),
    path("conflicts/", settling_views.conflicts, name="conflicts"),
    path("conflicts/<uuid:pk>/", settling_views.resolve, name="resolve"),
    path("held/<uuid:pk>/", settling_views.deal_with, name="deal-with"),
    path("media/<uuid:pk>/", settling_views.media, name="media"),
    path("media/<uuid:pk>/repair/", settling_views.repair, name="repair"),
    path("<slug:number>/", desk_views.visit, name="visit"),
    path("<slug:number>/edit/", plan_views.edit, name="edit"),
    path("<slug:number>/cancel/", desk_views.cancel, name="cancel"),
    path("<slug:number>/end/", desk_views.end, name="end"),
    path("<slug:number>/paper/", desk_views.paper, name="paper"),
    path("<slug:number>/calendar/", desk_views.calendar, name="calendar"),
    path("<slug:number>/stops/<int:pk>/", stop_views.stop, name="stop"),
    path("<slug:number>/stops/<int:pk>/record/", stop_views.record, name="record"),
    path("<slug:number>/stops/<int:pk>/finding/", stop_views.finding, name="finding"),
    path("<slug:number>/stops/<int:pk>/promise/", stop_views.promise, name="promise"),
]
