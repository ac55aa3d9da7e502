"""Addresses: what people read carries its language; machines and sign-in do not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from diaban.config.language import remember_language

urlpatterns = [
    path("language/<str:language>/", remember_language, name="remember-language"),
    path("field/", include("diaban.visits.field.urls")),
    path("", include("diaban.explorer.root_urls")),
    *i18n_patterns(
        path("desk/imports/", include("diaban.imports.desk_urls")),
        path("desk/owners/", include("diaban.owners.desk_urls")),
        path("desk/land/", include("diaban.land.desk_urls")),
        path("desk/projects/", include("diaban.projects.desk_urls")),
        path("desk/plots/", include("diaban.materials.desk_urls")),
        path("desk/procedures/", include("diaban.procedures.desk_urls")),
        path("desk/dossiers/", include("diaban.dossiers.desk_urls")),
        path("desk/petitions/", include("diaban.petitions.desk_urls")),
        path("desk/visits/", include("diaban.visits.desk_urls")),
        path("desk/findings/", include("diaban.visits.following.urls")),
        path("desk/minutes/", include("diaban.visits.minutes.urls")),
        path("desk/commitments/", include("diaban.visits.commitments.urls")),
        path("desk/figures/", include("diaban.indicators.early.urls")),
        path("desk/reports/", include("diaban.reports.desk_urls")),
        path("desk/figures/", include("diaban.indicators.desk.urls")),
        path("desk/", include("diaban.desk.urls")),
        path("my/petitions/", include("diaban.petitions.my_urls")),
        path("my/minutes/", include("diaban.visits.minutes.my_urls")),
        path("my/commitments/", include("diaban.visits.commitments.my_urls")),
        path("my/projects/", include("diaban.projects.my_urls")),
        path("my/", include("diaban.dossiers.my_urls")),
        path("dossiers/", include("diaban.dossiers.urls")),
        path("visits/", include("diaban.visits.urls")),
        path("track/", include("diaban.dossiers.track_urls")),
        path("account/notices/", include("diaban.notices.urls")),
        path("accounts/", include("diaban.accounts.urls")),
        path("coverage/", include("diaban.owners.urls")),
        path("petitions/", include("diaban.petitions.urls")),
        path("procedures/", include("diaban.procedures.urls")),
        path("reports/", include("diaban.reports.urls")),
        path("", include("diaban.explorer.urls")),
        prefix_default_language=True,
    ),
]

handler400 = "diaban.explorer.errors.bad_request"
handler403 = "diaban.explorer.errors.forbidden"
handler404 = "diaban.explorer.errors.not_found"
handler500 = "diaban.explorer.errors.server_error"
