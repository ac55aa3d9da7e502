"""The desk's addresses of this room."""

from __future__ import annotations

from django.urls import path

from diaban.projects import desk_views as views
from diaban.projects import import_views, report_views, statistics_views

app_name = "projects-desk"

urlpatterns = [
    path("", views.projects, name="projects"),
    path("new/", views.new, name="new"),
    path("project/<slug:code>/", views.project, name="project"),
    path("project/<slug:code>/record/<slug:kind>/", views.record, name="record"),
    path("investors/<int:pk>/", views.investor, name="investor"),
    path("investors/<int:pk>/organisation/", views.link_investor, name="link-investor"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("forms/", report_views.forms, name="forms"),
    path("forms/<slug:form>/<slug:period>/", report_views.form, name="form"),
    path("forms/<slug:form>/<slug:period>/keep/", report_views.keep, name="keep"),
    path("reports/<int:pk>/", report_views.report, name="report"),
    path("reports/<int:pk>/<slug:to>/", report_views.step, name="step"),
    path("import/", import_views.send, name="send"),
    path("import/template/", import_views.template, name="import-template"),
    path("import/<int:pk>/", import_views.preview, name="import"),
    path("import/<int:pk>/take/", import_views.take, name="take"),
    path("events/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
