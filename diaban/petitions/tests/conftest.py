"""Bodies, routes and people for the tests of this room."""

from __future__ import annotations

import pytest

from diaban.accounts.models import Organisation, User
from diaban.accounts.tests.people import person
from diaban.petitions.models import Body, RouteVersion


def body(code: str) -> Body:
    return Body.objects.get_or_create(code=code, defaults={"name_vi": code, "name_en": code})[0]


def route(category: str, lead: str, *coordinating: str, **more) -> RouteVersion:
    values = {"term_days": 15, "first_answer_days": 5, "identity": f"{category}{lead}{more}"} | more
    return RouteVersion.objects.create(
        category=category, lead=body(lead), coordinating=[body(one).code for one in coordinating],
        **values,
    )  # fmt: skip


@pytest.fixture
def routes(db) -> None:
    route("power", "so-cong-thuong", "dien-luc")
    route("land", "ubnd-xa", "so-nnmt", "bql-kkt")
    body("bql-kkt")


@pytest.fixture
def enterprise(db) -> User:
    """Somebody who asks for an organisation."""
    organisation = Organisation.objects.create(name_vi="Công ty A")
    user = person("enterprise")
    user.organisation = organisation
    user.save()
    return user


@pytest.fixture
def rival(db) -> User:
    """Somebody who asks for another organisation."""
    organisation = Organisation.objects.create(name_vi="Công ty B")
    return User.objects.create(username="rival", role="enterprise", organisation=organisation)


@pytest.fixture
def officer(db) -> User:
    return person("officer")


@pytest.fixture
def agency(routes) -> User:
    """Somebody of the department of industry and trade."""
    user = person("agency")
    user.bodies.add(body("so-cong-thuong"))
    return user
