"""Sign-in (django-allauth's own views) and the people who may sign in.

Only what this authority uses has an address: no sign-up, no mail-borne password reset (an
administrator gives a new password), no change of e-mail address.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path

from diaban.accounts import organisation_views, views

urlpatterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path("two-factor/", include("allauth.mfa.urls")),
    path("people/", views.people, name="account_people"),
    path("people/new/", views.new_person, name="account_new_person"),
    path("people/<int:pk>/", views.person, name="account_person"),
    path("people/<int:pk>/password/", views.new_password, name="account_new_password"),
    path("people/retire-demonstration/", views.retire_demonstration,
         name="account_retire_demonstration"),
    path("organisations/", organisation_views.organisations, name="account_organisations"),
    path("organisations/new/", organisation_views.new_organisation,
         name="account_new_organisation"),
    path("organisations/<int:pk>/", organisation_views.organisation,
         name="account_organisation"),
]  # fmt: skip
