"""The public site's addresses, each under the reader's language."""

from __future__ import annotations

from django.urls import path

from diaban.explorer import (
    crosswalk_views,
    edition_views,
    investment_views,
    land_views,
    petition_views,
    profile_views,
    statement_views,
    views,
)
from diaban.explorer.dashboard import codes as codes  # converters of addresses
from diaban.explorer.dashboard import file_views
from diaban.explorer.dashboard import views as dashboard
from diaban.explorer.links import FOLDERS

app_name = "explorer"

LAYERS = {
    "park": "parks",
    "infrastructure_project": "infrastructure_projects",
    "economic_zone": "economic_zones",
    "locality": "localities",
    "material": "materials",
    "commodity": "commodities",
    "facility": "facilities",
    "plot": "plots",
    "osm_park": "osm_parks",
    "osm_transport": "osm_transport",
    "osm_line": "osm_lines",
    "gem_mine": "gem_mines",
    "gem_power": "gem_power",
    "sfi_cement": "sfi_cement",
}

urlpatterns = [
    path("", views.home, name="home"),
    path("explore/", views.explore, name="explore"),
    path("figures/", dashboard.figures, name="figures"),
    path("figures/compare/", dashboard.compared, name="figures-compare"),
    path("figures/map/", dashboard.mapped, name="figures-map"),
    path("figures/<figure:code>/", dashboard.one, name="figure"),
    path("figures/<figure:code>.csv-metadata.json", file_views.described, name="figure-descriptor"),
    path("figures/<figure:code>.<file:ending>", file_views.series, name="figure-file"),
    path("figures/statements/", statement_views.statements, name="statements"),
    path("investment/", investment_views.investment, name="investment"),
    path("petitions/", petition_views.petitions, name="petitions"),
    path("land/", land_views.land, name="land"),
    path("land/plots.geojson", land_views.plots, name="land-plots"),
    path("land/<str:key>/", land_views.land, name="land-of"),
    path("sources/", views.sources, name="sources"),
    path("crosswalk/", crosswalk_views.crosswalk_page, name="crosswalk"),
    path("about/", views.about, name="about"),
    path("editions/", edition_views.editions, name="editions"),
    path("editions/<str:edition_id>/", edition_views.one_edition, name="edition"),
    path(
        "editions/<str:edition_id>/files/<path:path>",
        edition_views.edition_file,
        name="edition-file",
    ),
    path(
        "editions/<str:edition_id>/geopackage/<str:layer>.gpkg",
        edition_views.edition_geopackage,
        name="edition-geopackage",
    ),
    *(
        path(f"{folder}/", views.list_of_kind, {"layer": LAYERS[kind]}, name=LAYERS[kind])
        for kind, folder in FOLDERS.items()
    ),
    *(
        path(f"{folder}/<str:code>/", profile_views.subject, {"kind": kind}, name=kind)
        for kind, folder in FOLDERS.items()
    ),
]
