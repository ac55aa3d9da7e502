"""The desk's addresses of this room."""

from __future__ import annotations

from django.urls import path

from diaban.petitions import cause_views, desk_views, route_views, upward_views

app_name = "petitions-desk"

urlpatterns = [
    path("", desk_views.petitions, name="petitions"),
    path("new/", desk_views.new, name="new"),
    path("causes/", cause_views.causes, name="causes"),
    path("causes/new/", cause_views.new_cause, name="new-cause"),
    path("causes/<int:pk>/", cause_views.cause, name="cause"),
    path("remedies/new/", cause_views.new_remedy, name="new-remedy"),
    path("remedies/<int:pk>/", cause_views.remedy, name="remedy"),
    path("bodies/", route_views.bodies, name="bodies"),
    path("bodies/<slug:code>/", route_views.body, name="body"),
    path("routes/", route_views.routes, name="routes"),
    path("routes/new/", route_views.new, name="new-route"),
    path("routes/<int:pk>/end/", route_views.end, name="end-route"),
    path("upward/", upward_views.upward, name="upward"),
    path("<slug:number>/", desk_views.petition, name="petition"),
    path("<slug:number>/upward/<int:which>/", upward_views.letter, name="upward-letter"),
    path("<slug:number>/files/<int:pk>/", desk_views.paper, name="paper"),
    path("<slug:number>/step/<slug:kind>/", desk_views.step, name="step"),
    path("<slug:number>/cause/", desk_views.give_cause, name="give-cause"),
    path("<slug:number>/publish/", desk_views.publish, name="publish"),
]
