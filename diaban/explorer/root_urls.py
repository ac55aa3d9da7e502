"""Addresses without a language: the front door, and what machines ask for."""

from __future__ import annotations

from django.urls import path

from diaban.explorer import machine_views
from diaban.explorer.dashboard import codes as codes  # converters of addresses
from diaban.explorer.dashboard import file_views

urlpatterns = [
    path("", machine_views.front_door, name="front-door"),
    path("robots.txt", machine_views.robots, name="robots"),
    path("sitemap.xml", machine_views.sitemap, name="sitemap"),
    path("embed/figures/<figure:code>/", file_views.embed, name="figure-embed"),
]
