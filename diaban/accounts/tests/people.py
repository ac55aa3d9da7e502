"""Who asks "may I?" in tests: one person of each role, and a stranger who is not signed in."""

from __future__ import annotations

from django.test import Client

from diaban.accounts.models import Role, User

ROLES = [role.value for role in Role]
STRANGER = "stranger"
EVERYBODY = [*ROLES, STRANGER]


def person(role: str, **values: object) -> User:
    user, _ = User.objects.get_or_create(
        username=f"{role}-of-the-tests",
        defaults={"role": role, "first_name": role.title()} | values,
    )
    return user


def client_of(role: str, **options: object) -> Client:
    """A browser in which a person with this role is signed in; nobody for the stranger."""
    client = Client(**options)
    if role != STRANGER:
        client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client
